import type {ExitCode} from '../../findings/error.ts';
import type {CommandContext, GlobalOptions} from '../command.ts';

export interface AccessOptions extends GlobalOptions {
  host?: string;
  live?: true;
  domain?: string;
}

/** What follows `weir access ACTION`: one file in `src/commands/access/` each, with this as its default export. */
export type AccessAction = (
  context: CommandContext,
  /** `usage`: how the action is written, for the hint of an error. */
  input: {words: readonly string[]; options: AccessOptions; usage: string},
) => Promise<ExitCode>;
