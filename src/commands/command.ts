import type {OptionValues, Command as Parser} from '@commander-js/extra-typings';
import type {ExitCode} from '../findings/error.ts';

/** What a command may touch of the outside, so that a test can give it another. */
export interface CommandContext {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /**
   * Writes the result: standard output, or the file of `--output`. Nothing but the result goes here. `isPrivate`: it
   * holds secrets, so that nobody but the user may read the file.
   */
  result(text: string, about?: {isPrivate?: boolean}): void;
  /** Writes a line for people to standard error; silent under `--quiet`. */
  say(line: string): void;
  /** Writes an error for people to standard error, also under `--quiet`. */
  complain(line: string): void;
  progress: Progress;
  /** Aborted on Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  /** Colour on standard output: a terminal, not NO_COLOR, not `--no-color`. */
  color: boolean;
  /** Both standard input and standard error are a terminal: the user can be asked. */
  interactive: boolean;
}

/** Shown on a terminal's standard error only. */
export interface Progress {
  /** Runs `work` under a title; `note` replaces the text beside it. */
  run<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
}

/** Options that every command takes. */
export interface GlobalOptions {
  /** Folder of the specs, `topic-specs` by default. */
  specs: string;
  /** Folder of the policies, `policies` by default. */
  policies: string;
  cluster?: string;
  format?: string;
  output?: string;
  quiet?: true;
  color: boolean;
}

export interface CommandDefinition {
  summary: string;
  /** Lines of shell, each with what it does. */
  examples: {line: string; does: string}[];
  /** Practices of the guide that it serves, like `MO1`: for docs/coverage.md. */
  covers?: readonly string[];
  /** Adds arguments and options to the parser, which knows the global options already. */
  // biome-ignore lint/suspicious/noExplicitAny: the parser's arguments and options are inferred where a command is defined, and erased here
  define(parser: Parser): Parser<any, any>;
  run(context: CommandContext, input: {args: unknown[]; options: OptionValues & GlobalOptions}): Promise<ExitCode>;
}

/** A command before it is loaded: an entry of generated/registry.ts. */
export interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<CommandDefinition>;
}

/**
 * A command: one file in `src/commands/`, named as it is typed, with this as its default export.
 * Arguments and options are typed by what `define` adds to the parser.
 */
export function command<Args extends unknown[], Options extends OptionValues>(definition: {
  summary: string;
  examples: CommandDefinition['examples'];
  covers?: readonly string[];
  define(parser: Parser): Parser<Args, Options>;
  run(context: CommandContext, input: {args: Args; options: Options & GlobalOptions}): Promise<ExitCode>;
}): CommandDefinition {
  // The parser that `define` built is the one whose result reaches `run`, so both sides have the same types.
  return definition as unknown as CommandDefinition;
}
