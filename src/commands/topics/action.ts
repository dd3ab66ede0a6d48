import type {Outcome} from '../../clients/admin/item-error.ts';
import {EXIT, type ExitCode, usageError} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import type {Action} from '../actions.ts';
import type {CarryOutOptions} from '../carry-out.ts';
import type {ClusterModel} from '../choose-cluster.ts';
import type {CommandContext, GlobalOptions} from '../command.ts';

export interface TopicsOptions extends GlobalOptions, CarryOutOptions {
  partitions?: string;
  replicationFactor?: string;
  set?: string[];
  unset?: string[];
  internal?: true;
  all?: true;
  evenDeclared?: true;
}

export type TopicsAction = Action<TopicsOptions>;

export function namesIn(words: readonly string[], usage: string): readonly string[] {
  if (words.length > 0) return [...new Set(words)];
  throw usageError('topics/name', 'no topic is named', `write ${usage}`);
}

export function countIn(text: string | undefined, option: string, usage: string): number {
  if (text === undefined) throw usageError('topics/count', `--${option} is missing: there is no default for it`, `write ${usage}`);
  const count = Number(text);
  if (/^[1-9][0-9]{0,8}$/.test(text) && Number.isSafeInteger(count)) return count;
  throw usageError('topics/count', `--${option} ${text}: it must be a whole number above 0`, `write ${usage}`);
}

/** What is declared changes by its document: by hand it would be drift, and gone with the next apply. */
export function refuseDeclared({cluster, topics}: ClusterModel, names: readonly string[], {evenDeclared}: TopicsOptions): void {
  if (evenDeclared === true) return;
  const declared = topics.find(({name}) => names.includes(name));
  if (declared === undefined) return;
  const {file, line, column} = declared.locate('/metadata/name');
  throw usageError(
    'topics/declared',
    `topic ${declared.name} is declared for ${cluster.name} at ${file}:${line}:${column}`,
    'change the document and run weir apply; --even-declared does it by hand, which is drift from then on',
  );
}

/** Says of each topic that could not be had why; exit 3 where there is one. */
export function complainOf<T>(context: CommandContext, outcomes: readonly Outcome<T>[]): ExitCode {
  const failed = outcomes.flatMap(one => ('error' in one ? [one.error] : []));
  for (const {message, code, hint} of failed) {
    context.complain(visible(`${message}  ${code}`));
    if (hint !== undefined) context.complain(`  ${visible(hint)}`);
  }
  return failed.length === 0 ? EXIT.ok : EXIT.unfinished;
}

/** An outcome as programs read it. */
export function outcomeJson<T>(one: Outcome<T>): Record<string, unknown> {
  if ('value' in one) return {name: one.name, ...one.value};
  const {code, message, recovery} = one.error;
  return {name: one.name, error: {code, message, recovery}};
}

/** Offsets and sizes as JSON numbers: they are exact to 2^53. What is unknown is null, and its reason stands beside it. */
export function factJson(name: string, fact: {known: bigint | number} | {unknown: string} | undefined): Record<string, unknown> {
  if (fact === undefined) return {};
  return 'known' in fact ? {[name]: Number(fact.known)} : {[name]: null, [`${name}Unknown`]: fact.unknown};
}

export function factText(fact: {known: bigint | number} | {unknown: string}): string {
  return 'known' in fact ? String(fact.known) : '?';
}
