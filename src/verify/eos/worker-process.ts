import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {readEvent, type WorkerEvent, type WorkerOrder} from './worker-protocol.ts';

/** The worker's program: beside this module in the sources; in a build, an entry beside the chunks' folder. */
function program(): string[] {
  if (import.meta.url.endsWith('.ts')) return ['--conditions=weir-source', fileURLToPath(new URL('./worker.ts', import.meta.url))];
  const found = ['../eos-worker.js', './eos-worker.js']
    .map(one => fileURLToPath(new URL(one, import.meta.url)))
    .find(one => existsSync(one));
  if (found === undefined) throw new Error('the build has no eos-worker.js');
  return [found];
}

/** With where certificates of the system's authorities are found. */
const PASSED_ON: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'SystemRoot',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]);

/** What an event is, and when it came by the monotonic clock. */
export type Heard = WorkerEvent & {atMs: number};

/** A processor in a process of its own. Ended surely by {@link kill}, also while it is stopped. */
export class WorkerProcess {
  readonly heard: Heard[] = [];
  readonly exited: Promise<void>;
  order: WorkerOrder | undefined;
  #stderr = '';
  #hasExited = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  /** Starts the process, which loads what it needs and waits for its order. */
  constructor() {
    // Nothing of the parent's environment but what a process needs to start: secrets may stand there.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.has(name)));
    this.#child = spawn(process.execPath, program(), {env, stdio: ['pipe', 'pipe', 'pipe']});
    const {stdin, stdout, stderr} = this.#child;
    // A worker that was killed does not read what is written to it.
    stdin?.on('error', () => undefined);
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4_000);
    });
    if (stdout !== null) {
      createInterface({input: stdout}).on('line', line => {
        const event = readEvent(line);
        if (event !== undefined) this.heard.push({...event, atMs: performance.now()});
        this.#wake();
      });
    }
    this.exited = new Promise(resolve => {
      const ended = (): void => {
        this.#hasExited = true;
        resolve();
        this.#wake();
      };
      this.#child.once('exit', ended).once('error', ended);
    });
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** The last that it wrote to standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  begin(order: WorkerOrder): void {
    this.order = order;
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  /** Lets a worker that was halted go on. */
  go(): void {
    this.#child.stdin?.write('go\n');
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.#hasExited) return;
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** Waits for the first event that `is` one, from the `from`th on; undefined where it does not come in time, or the worker ended. */
  async until(is: (event: Heard) => boolean, {withinMs, from = 0}: {withinMs: number; from?: number}): Promise<Heard | undefined> {
    const deadlineMs = performance.now() + withinMs;
    for (;;) {
      const found = this.heard.slice(from).find(is);
      const leftMs = deadlineMs - performance.now();
      if (found !== undefined || this.#hasExited || leftMs <= 0) return found;
      await new Promise<void>(resolve => {
        const done = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, leftMs);
        this.#waiting.add(done);
      });
    }
  }

  #wake(): void {
    for (const one of [...this.#waiting]) one();
  }
}
