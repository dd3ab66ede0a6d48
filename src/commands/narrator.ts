import {styleText} from 'node:util';
import {messageOf} from '../findings/error.ts';
import type {EvidenceStep} from '../verify/evidence.ts';
import type {CommandContext} from './command.ts';

/** Tells the steps of a long run as they end: a mark, the name, the time, and what came of it. */
export class Narrator {
  readonly #context: CommandContext;
  /** The steps that ended well, for the evidence. */
  readonly steps: EvidenceStep[] = [];

  constructor(context: CommandContext) {
    this.#context = context;
  }

  /** Runs a step whose result is its own description. */
  async step(name: string, work: (inner: CommandContext, note: (text: string) => void) => Promise<string>): Promise<void> {
    await this.stepWith(name, async (inner, note) => ({value: undefined, detail: await work(inner, note)}));
  }

  /** Runs a step that gives something to the next one. */
  async stepWith<T>(
    name: string,
    work: (inner: CommandContext, note: (text: string) => void) => Promise<{value: T; detail: string}>,
  ): Promise<T> {
    this.#context.signal.throwIfAborted();
    const start = performance.now();
    const startedAt = new Date().toISOString();
    try {
      const {value, detail} = await this.#context.progress.run(name, note => {
        // One spinner at a time: what the step runs tells its progress beside the step's own.
        const inner = {
          ...this.#context,
          progress: {run: <R>(_title: string, part: (note: (text: string) => void) => Promise<R>) => part(note)},
        };
        return work(inner, note);
      });
      this.#tell('green', '✔', name, start, detail);
      this.steps.push({name, startedAt, durationMs: Math.round(performance.now() - start)});
      return value;
    } catch (error) {
      const [head] = messageOf(error).split('\n');
      this.#tell('red', '✘', name, start, head ?? '');
      throw error;
    }
  }

  /** Runs a step that must happen even after an interrupt. */
  async always(name: string, work: () => Promise<void>): Promise<void> {
    const start = performance.now();
    await work();
    this.#tell('green', '✔', name, start, '');
  }

  #tell(color: 'green' | 'red', mark: string, name: string, start: number, detail: string): void {
    const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    const painted = this.#context.color ? styleText(color, mark, {validateStream: false}) : mark;
    this.#context.say(`${painted} ${name.padEnd(13)} ${seconds.padStart(7)}  ${detail}`.trimEnd());
  }
}
