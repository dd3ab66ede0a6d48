import {unfinished, type WeirError} from '../findings/error.ts';
import {shortened} from '../findings/finding.ts';
import type {EngineResult} from './engine.ts';
import type {EngineDiagnostic} from './engine-event.ts';
import {type FailedRun, KNOWN_FAILURES, type KnownFailure} from './known-failures.ts';

/** Where and how a run of the engine failed. */
export interface FailurePlace {
  stack: string;
  /** What was done: `plan`, `apply`, in words. */
  action: string;
  /** The YAML line of a resource by its address, where there is one. */
  line(address: string): string | undefined;
  /** Kind and name of a resource by its address. */
  resource?(address: string): {kind: string; name: string} | undefined;
  directory?: string;
  engine?: 'tofu' | 'terraform';
  backend?: string;
}

/** The engine was ended from outside, and said nothing of it. */
const KILLED: KnownFailure = {
  pattern: /^/,
  code: 'terraform/killed',
  say: 'the engine was killed',
  hint: 'was there too little memory? Run again: weir plan says what is left, and names what is on the cluster and in no state',
  retriable: true,
};

/** A failed run of the engine as one error of exit 3: what it said, where that is declared, and what to do next. */
export function engineFailure(result: EngineResult, where: FailurePlace): WeirError {
  const diagnostics = result.events.flatMap(({diagnostic}) => (diagnostic?.severity === 'error' ? [diagnostic] : []));
  const texts =
    diagnostics.length > 0 ? [...counted(diagnostics.map(one => wordsOf(one, where.line))), ...panicOf(result)] : [fallback(result)];
  const whole = texts.join('\n');
  const run = failedRun(where, whole, diagnostics);
  const isKilled = result.status === null && diagnostics.length === 0;
  const known = isKilled ? KILLED : KNOWN_FAILURES.find(({pattern, when}) => pattern.test(whole) && when?.(run) !== false);
  const words = (text: KnownFailure['say']): string => (typeof text === 'string' ? text : text(run));
  const head = `${where.action} of ${where.stack} failed${known === undefined ? '' : `: ${words(known.say)}`}`;
  return unfinished(known?.code ?? 'terraform/failed', `${head}\n${indent(whole)}`, {
    hint: known === undefined ? 'see what the engine said above; its folder can be used by hand with the same engine' : words(known.hint),
    retriable: known?.retriable ?? false,
  });
}

function failedRun(
  {stack, action, directory, engine, backend, resource}: FailurePlace,
  text: string,
  said: readonly EngineDiagnostic[],
): FailedRun {
  const about = said.flatMap(({address}) => (address === undefined ? [] : (resource?.(address) ?? [])));
  return {stack, action, text, directory, engine, backend, about};
}

function wordsOf({summary, detail, address}: EngineDiagnostic, line: (address: string) => string | undefined): string {
  const at = address === undefined ? undefined : line(address);
  const place = address === undefined ? '' : `${at ?? address}: `;
  return `${place}${summary}${detail === '' || detail === summary ? '' : `\n${detail}`}`.trim();
}

/** What a provider that crashed left on standard error: its panic, without the long list of what every thread did. */
function panicOf({stderr, stdout}: EngineResult): string[] {
  const panic = /^.*\bpanic: [\s\S]*/m.exec(`${stderr}\n${stdout}`)?.[0];
  return panic === undefined ? [] : [shortened(panic.split('\n').slice(0, 12).join('\n').trimEnd())];
}

/** Equal texts once, with their number. */
function counted(texts: readonly string[]): string[] {
  const numbers = new Map<string, number>();
  for (const text of texts) numbers.set(text, (numbers.get(text) ?? 0) + 1);
  return [...numbers].map(([text, number]) => (number === 1 ? text : `${text} (${number} times)`));
}

function fallback({stderr, stdout, status}: EngineResult): string {
  // Errors go to standard error; what stands on standard output beside them tells what went well.
  const text = (stderr.trim() === '' ? stdout : stderr).trim();
  return text === '' ? `it ended with ${status === null ? 'a signal' : `exit code ${status}`}` : text.split('\n').slice(-20).join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
}
