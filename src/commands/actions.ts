import {type ExitCode, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import type {CommandContext, GlobalOptions} from './command.ts';

/** What follows `weir COMMAND ACTION`: one file in the command's folder each, with this as its default export. */
export type Action<Options extends GlobalOptions> = (
  context: CommandContext,
  /** `usage`: how the action is written, for the hint of an error. */
  input: {words: readonly string[]; options: Options; usage: string},
) => Promise<ExitCode>;

/** An action before it is loaded. */
export interface ActionEntry<Options extends GlobalOptions> {
  /** Without words after its name it takes none. */
  usage: string;
  /** Options of the command that it takes; what it would leave unread is refused. */
  takes: readonly (keyof Options & string)[];
  load(): Promise<Action<Options>>;
}

/** Runs the action that was named. A name that is none, and words or options that it does not take, are wrong use. */
export async function runAction<Options extends GlobalOptions>(
  context: CommandContext,
  {
    command,
    actions,
    own,
  }: {command: string; actions: Readonly<Record<string, ActionEntry<Options>>>; own: readonly (keyof Options & string)[]},
  {name, words, options}: {name: string; words: readonly string[]; options: Options},
): Promise<ExitCode> {
  const names = Object.keys(actions);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined)
    throw usageError(`${command}/action`, `there is no action ${name}${suggestion(name, names)}`, `actions: ${names.join(', ')}`);
  const {usage, takes} = action;
  const unread = own.find(one => options[one] !== undefined && !takes.includes(one));
  if (unread !== undefined) {
    const takers = names.filter(one => actions[one]?.takes.includes(unread) === true).join(', ');
    throw usageError(`${command}/option`, `weir ${command} ${name} takes no --${kebab(unread)}`, `actions that take it: ${takers}`);
  }
  const [word] = words;
  if (usage === name && word !== undefined)
    throw usageError(
      `${command}/words`,
      `weir ${command} ${name} takes no words, and here is ${JSON.stringify(word)}`,
      `write weir ${command} ${usage}`,
    );
  return await (await action.load())(context, {words, options, usage: `weir ${command} ${usage}`});
}

function kebab(option: string): string {
  return option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
