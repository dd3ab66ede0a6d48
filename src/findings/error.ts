/**
 * What stops the program. Findings are data; an error is for what cannot be continued.
 * Each error names what happened, why, and what the reader can do next.
 */

/** Exit codes of the command line: a contract with scripts that call it. */
export const EXIT = {
  /** Nothing at or above the failing level. */
  ok: 0,
  /** Findings at or above the failing level, or a failed verdict. */
  findings: 1,
  /** Wrong use: a bad flag, a missing folder, no document, a malformed `policies/`. */
  usage: 2,
  /** Could not finish, or the worst verdict is unknown. */
  unfinished: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface WeirErrorOptions {
  /** Stable machine-readable code in kebab case, like `sandbox/start-timeout`. */
  code: string;
  exit: typeof EXIT.usage | typeof EXIT.unfinished;
  /** What the reader can do next: one sentence, imperative. */
  hint?: string;
  /** True where the same call may succeed later without a change. */
  retriable?: boolean;
  cause?: unknown;
}

/** An expected failure. Anything else that is thrown is a defect and shown with its stack. */
export class WeirError extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly hint: string | undefined;
  readonly retriable: boolean;

  constructor(message: string, options: WeirErrorOptions) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause});
    this.name = 'WeirError';
    this.code = options.code;
    this.exit = options.exit;
    this.hint = options.hint;
    this.retriable = options.retriable ?? false;
  }
}

/** A {@link WeirError} for wrong use (exit 2). */
export function usageError(code: string, message: string, hint?: string): WeirError {
  return new WeirError(message, {code, exit: EXIT.usage, ...(hint === undefined ? {} : {hint})});
}

/** A {@link WeirError} for what could not be finished (exit 3). */
export function unfinished(code: string, message: string, options: {hint?: string; retriable?: boolean; cause?: unknown} = {}): WeirError {
  return new WeirError(message, {code, exit: EXIT.unfinished, ...options});
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
