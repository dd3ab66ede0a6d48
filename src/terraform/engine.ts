import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {unfinished} from '../findings/error.ts';
import {type EngineEvent, parseEvent} from './engine-event.ts';
import {engineToolchain} from './engine-toolchain.ts';
import {RunOutput} from './run-output.ts';
import {applyFile, runsFolder} from './unwatched-applies.ts';

/** What one run of the engine ended with. */
export interface EngineResult {
  status: number | null;
  stdout: string;
  stderr: string;
  events: EngineEvent[];
}

export interface EngineRun {
  args: readonly string[];
  cwd: string;
  /** Variables and credentials: they reach the engine by its environment alone. */
  env?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  /** With `-json`: every line as it comes. */
  onEvent?(event: EngineEvent): void;
  /** The stack that is applied: what the engine says of it stays readable if this process is killed before it ends. */
  applying?: string;
}

/** After an interrupt the engine finishes what is under way and writes its state; a hanging one is ended. */
const GRACE_MS = 60_000;

/** OpenTofu or Terraform, run without a network, a shell or the user's own settings. */
export class Engine {
  readonly kind: 'tofu' | 'terraform';
  readonly version: string;
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  /** Private folder for what runs write. */
  readonly #runs: string;

  private constructor(located: {kind: 'tofu' | 'terraform'; version: string; program: string}, env: NodeJS.ProcessEnv, runs: string) {
    this.kind = located.kind;
    this.version = located.version;
    this.#program = located.program;
    this.#env = env;
    this.#runs = runs;
  }

  /** The engine of this machine, built first where there is none. `root` holds `.weir/`. */
  static async open(options: {
    root: string;
    env: NodeJS.ProcessEnv;
    signal?: AbortSignal;
    keepsCredentials?: boolean;
    onProgress?(text: string): void;
  }): Promise<Engine> {
    const {engine, provider} = await engineToolchain(options);
    const env = {...cleanedEnvironment(options.env, options), TF_CLI_CONFIG_FILE: cliConfig(options.root, provider.mirrorDir)};
    return new Engine(engine, env, runsFolder(options.root));
  }

  /**
   * Runs to the end. A failed run is a result, not an exception; only a program that cannot start throws. If this process
   * is killed, the engine goes on to its end: it is its own group, and writes to files.
   */
  async run({args, cwd, env = {}, signal, onEvent, applying}: EngineRun): Promise<EngineResult> {
    signal?.throwIfAborted();
    const output = new RunOutput(this.#runs);
    // Both engines write plans and states world-readable under the usual umask; it is inherited at the start.
    const umask = process.umask(0o077);
    // A group of its own: a terminal's Ctrl-C would reach it twice, and a second interrupt makes it drop its state.
    const child = spawn(this.#program, args, {cwd, env: {...this.#env, ...env}, stdio: ['ignore', ...output.writers], detached: true});
    process.umask(umask);
    output.begun(
      applying === undefined || child.pid === undefined ? undefined : applyFile({stack: applying, engine: child.pid, weir: process.pid}),
    );
    let isOver = false;
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', error =>
        reject(unfinished('terraform/start', `${this.#program} cannot be started: ${error.message}`, {cause: error})),
      );
      child.once('exit', resolve);
    }).finally(() => {
      isOver = true;
    });
    let killer: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      child.kill('SIGINT');
      killer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    signal?.addEventListener('abort', interrupt, {once: true});
    try {
      const [words, status] = await Promise.all([
        collect(
          output.lines(() => isOver),
          onEvent,
        ),
        ended,
      ]);
      const result = {status, ...words, stderr: output.errors()};
      signal?.throwIfAborted();
      return result;
    } finally {
      clearTimeout(killer);
      signal?.removeEventListener('abort', interrupt);
      output.remove();
    }
  }
}

async function collect(all: AsyncIterable<string>, onEvent: EngineRun['onEvent']): Promise<Pick<EngineResult, 'stdout' | 'events'>> {
  const lines: string[] = [];
  const events: EngineEvent[] = [];
  for await (const line of all) {
    const event = line.startsWith('{"@level"') ? parseEvent(line) : undefined;
    if (event === undefined) lines.push(line);
    else {
      events.push(event);
      onEvent?.(event);
    }
  }
  return {stdout: lines.join('\n'), events};
}

/**
 * The user's environment without what would change the engine's work behind Weir's back. `keepsCredentials` leaves the
 * provider's own KAFKA_… variables: for clusters whose credentials only the provider can use.
 */
export function cleanedEnvironment(
  env: NodeJS.ProcessEnv,
  {keepsCredentials = false}: {keepsCredentials?: boolean | undefined},
): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean =>
    /^TF_(?:CLI_ARGS|VAR_|WORKSPACE|DATA_DIR|LOG|INPUT|PLUGIN_CACHE|REATTACH)/.test(name) ||
    (!keepsCredentials && name.startsWith('KAFKA_'));
  const kept = Object.entries(env).filter(([name]) => !isOurs(name));
  return {...Object.fromEntries(kept), TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1'};
}

/** Where the engine's settings of this working directory lie once something was planned. */
export function cliConfigFile(root: string): string {
  return path.join(root, '.weir', 'terraform', 'engine.rc');
}

/** Settings that take the provider from the local mirror alone, so that `init` needs no network. */
function cliConfig(root: string, mirrorDir: string): string {
  const file = cliConfigFile(root);
  mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
  writeFileSync(file, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirrorDir)}\n  }\n}\n`, {mode: 0o600});
  return file;
}
