import {EXIT, type ExitCode, messageOf, WeirError} from '../findings/error.ts';
import type {Finding, Verdict} from '../findings/finding.ts';
import {type Report, reportOf} from '../findings/report.ts';
import {visible} from '../findings/visible.ts';
import type {LoadedSpecs} from '../specs/load.ts';
import type {DriftOptions} from '../verify/drift.ts';
import {VERSION} from '../version.ts';
import type {CommandContext, GlobalOptions} from './command.ts';
import {lookAtDrift} from './drift.ts';
import {render} from './proving.ts';
import {textOrJson} from './text-or-json.ts';
import {pause, watchSeconds} from './watch-interval.ts';

const DEFAULT_SECONDS = 30;

/** What one look found, by what tells it from others: the same difference with other values is another one. */
interface Seen {
  findings: Map<string, Finding>;
  unknown: Map<string, Verdict>;
}

/**
 * Looks again and again, and tells what was not there before and what is no more, until the user ends it. Documents and
 * states are read anew each time. A look that fails is told, once, and the next one is waited for.
 */
export async function watchDrift(
  context: CommandContext,
  options: GlobalOptions & {watch?: string | true},
  isIgnored: DriftOptions['isIgnored'],
): Promise<ExitCode> {
  const {signal} = context;
  const everyMs = watchSeconds('drift', options.watch, DEFAULT_SECONDS) * 1000;
  const format = textOrJson(options.format);
  let seen: Seen | undefined;
  let failure: string | undefined;
  context.say(`watching, every ${everyMs / 1000} s; Ctrl-C ends it`);
  while (!signal.aborted) {
    try {
      const looked = await lookAtDrift(context, options, isIgnored);
      if (!('refused' in looked)) {
        const now = seenIn(looked.report);
        await tell(context, format, {before: seen, now, specs: looked.specs});
        seen = now;
        if (failure !== undefined) context.say(`${time()} the cluster can be read again`);
        failure = undefined;
      }
    } catch (thrown) {
      if (signal.aborted) break;
      if (!(thrown instanceof WeirError) || thrown.exit === EXIT.usage) throw thrown;
      if (messageOf(thrown) !== failure) context.complain(`${time()} ${messageOf(thrown)}`);
      failure = messageOf(thrown);
    }
    await pause(everyMs, signal);
  }
  return EXIT.ok;
}

function seenIn({findings, verdicts = []}: Report): Seen {
  return {
    findings: new Map(findings.map(one => [`${one.fingerprint} ${JSON.stringify(one.evidence)}`, one])),
    unknown: new Map(verdicts.map(one => [`${one.claim} ${one.reason}`, one])),
  };
}

async function tell(
  context: CommandContext,
  format: 'pretty' | 'json',
  {before, now, specs}: {before: Seen | undefined; now: Seen; specs: LoadedSpecs},
): Promise<void> {
  const appeared = [...now.findings].flatMap(([key, one]) => (before?.findings.has(key) === true ? [] : [one]));
  const gone = [...(before?.findings ?? [])].flatMap(([key, one]) => (now.findings.has(key) ? [] : [one]));
  const unknown = [...now.unknown].flatMap(([key, one]) => (before?.unknown.has(key) === true ? [] : [one]));
  if (before !== undefined && appeared.length + gone.length + unknown.length === 0) return;
  if (format === 'json') {
    context.result(`${JSON.stringify({at: new Date().toISOString(), appeared, gone, unknown})}\n`);
    return;
  }
  context.say(before === undefined ? `${time()} at first` : `${time()} ${appeared.length} appeared, ${gone.length} gone`);
  for (const {resource, message} of gone) context.result(visible(`gone: ${resource?.kind} ${resource?.name}: ${message}`).concat('\n'));
  if (before !== undefined && appeared.length + unknown.length === 0) return;
  const {documents, files} = specs;
  const report = reportOf({version: VERSION, command: 'drift', findings: appeared, verdicts: unknown, documents, files});
  await render(context, 'pretty', report, specs, text => context.result(text));
}

function time(): string {
  return new Date().toTimeString().slice(0, 8);
}
