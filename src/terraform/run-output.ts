import {closeSync, mkdirSync, openSync, readFileSync, readSync, renameSync, rmSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** How often the file is looked at while the engine works: progress for people, and nothing waits for it. */
const LOOK_MS = 50;
const CHUNK_BYTES = 65_536;

/**
 * What a run of the engine writes, in files and not in pipes: a process that writes to a pipe whose reader was killed
 * is ended by SIGPIPE, and an engine that ends like that in the middle of an apply loses what it has just created. With
 * a file it finishes, writes its state and releases its lock, whoever watches.
 */
export class RunOutput {
  readonly #out: string;
  readonly #err: string;
  /** Given to the child; closed here once it runs. */
  readonly writers: readonly [number, number];
  readonly #reader: number;
  #kept: string | undefined;

  /** `folder` is private to the user. */
  constructor(folder: string) {
    mkdirSync(folder, {recursive: true, mode: 0o700});
    const base = path.join(folder, `${process.pid}-${count++}`);
    [this.#out, this.#err] = [`${base}.out`, `${base}.err`];
    this.writers = [openSync(this.#out, 'a', 0o600), openSync(this.#err, 'a', 0o600)];
    this.#reader = openSync(this.#out, 'r');
  }

  /** The child has its own ends now. `kept`: the name under which its words stay readable if nobody sees it end. */
  begun(kept: string | undefined): void {
    for (const writer of this.writers) closeSync(writer);
    if (kept === undefined) return;
    this.#kept = path.join(path.dirname(this.#out), kept);
    renameSync(this.#out, this.#kept);
  }

  /** Lines of standard output as they come, until `isOver` says that the child has ended. */
  async *lines(isOver: () => boolean): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(CHUNK_BYTES);
    let rest = '';
    for (;;) {
      // Asked before the read: what it wrote last is then there.
      const over = isOver();
      const length = readSync(this.#reader, bytes, 0, CHUNK_BYTES, null);
      if (length > 0) {
        const lines = (rest + decoder.decode(bytes.subarray(0, length), {stream: true})).split(/\r?\n/);
        rest = lines.pop() ?? '';
        yield* lines;
      } else if (over) {
        if (rest !== '') yield rest;
        return;
      } else await sleep(LOOK_MS);
    }
  }

  errors(): string {
    return readFileSync(this.#err, 'utf8');
  }

  /** The child has ended, and its words were read. */
  remove(): void {
    closeSync(this.#reader);
    for (const file of [this.#out, this.#err, ...(this.#kept === undefined ? [] : [this.#kept])]) rmSync(file, {force: true});
  }
}

let count = 0;
