import {EXIT, WeirError} from '../findings/error.ts';

/**
 * What a program can do after a failure, in the terms of Kafka's own client (KIP-360, KIP-1050):
 * `retriable`: the same call may succeed later; `abortable`: abort the transaction and begin it again; `fatal`: this client
 * is of no more use, build another one or mend what the message says.
 */
export type Recovery = 'retriable' | 'abortable' | 'fatal';

/** What is known of a record after a failed send. A request whose answer was lost leaves it unknown. */
export type Stored = 'stored' | 'not-stored' | 'unknown';

export interface ClientErrorOptions {
  /** Stable, like `client/fenced`, `client/record-too-large`. */
  code: string;
  recovery: Recovery;
  /** Of a send or a commit; absent where no record is concerned. */
  stored?: Stored;
  hint?: string;
  cause?: unknown;
}

/** What the library's clients throw: a code, what can be done, and what is known of the record. */
export class ClientError extends WeirError {
  readonly recovery: Recovery;
  readonly stored: Stored | undefined;

  constructor(message: string, {code, recovery, stored, hint, cause}: ClientErrorOptions) {
    super(message, {
      code,
      exit: EXIT.unfinished,
      retriable: recovery === 'retriable',
      ...(hint === undefined ? {} : {hint}),
      ...(cause === undefined ? {} : {cause}),
    });
    this.name = 'ClientError';
    this.recovery = recovery;
    this.stored = stored;
  }
}
