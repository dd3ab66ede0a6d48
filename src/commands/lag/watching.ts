import {type LagSample, type LagTrend, samplesOf, trendOf} from '../../cluster/lag-trend.ts';
import {totalOf} from '../../cluster/partition-lag.ts';
import {EXIT, type ExitCode, messageOf, WeirError} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import type {CommandContext} from '../command.ts';
import type {LiveCluster} from '../live-cluster.ts';
import {pause} from '../watch-interval.ts';
import {frameOf, type Screen} from './frame.ts';
import {groupLagJson} from './lag-json.ts';
import {groupLagText} from './lag-words.ts';
import {type LagLook, lookAtLag} from './look.ts';
import {overviewText, trendText} from './overview.ts';
import {sparkline} from './sparkline.ts';

/** Samples that a trend is taken over, and that are kept of each group for its plot. */
const TREND_SAMPLES = 10;
const KEPT_SAMPLES = 200;
const PLOT_COLUMNS_MAX = 40;
const PLOT_COLUMNS_MIN = 10;

export interface Watching {
  names: readonly string[];
  everyMs: number;
  time: boolean;
  format: 'pretty' | 'json';
  /** The terminal's size where it is one: then a table is drawn over the last one. Else lines follow each other. */
  screen(): Screen | undefined;
}

/** What was seen of a group so far. */
interface History {
  samples: LagSample[];
  records: (number | undefined)[];
}

/** Looks again and again until the user ends it. A look that fails is told, once, and the next one is waited for. */
export async function watchLag(context: CommandContext, live: LiveCluster, watching: Watching): Promise<ExitCode> {
  const histories = new Map<string, History>();
  let failure: string | undefined;
  let drawnLines = 0;
  context.say(`watching, every ${watching.everyMs / 1000} s; Ctrl-C ends it`);
  while (!context.signal.aborted) {
    try {
      const look = await lookAtLag(live, watching.names, {time: watching.time});
      const trends = remember(histories, look);
      failure = undefined;
      const screen = watching.screen();
      if (screen === undefined) tell(context, watching.format, {look, trends});
      else drawnLines = draw(context, {look, trends, histories, drawnLines, screen});
    } catch (thrown) {
      if (context.signal.aborted) break;
      if (!(thrown instanceof WeirError) || thrown.exit === EXIT.usage) throw thrown;
      if (messageOf(thrown) !== failure) context.complain(`${clock()} ${messageOf(thrown)}`);
      failure = messageOf(thrown);
      drawnLines = 0;
    }
    await pause(watching.everyMs, context.signal);
  }
  return EXIT.ok;
}

function remember(histories: Map<string, History>, {reading}: LagLook): Map<string, LagTrend> {
  const samples = samplesOf(reading);
  const trends = new Map<string, LagTrend>();
  for (const {name, partitions} of reading.groups) {
    const history = histories.get(name) ?? {samples: [], records: []};
    const sample = samples.get(name);
    if (sample !== undefined) history.samples.push(sample);
    const isKnown = partitions.some(one => 'known' in one.records);
    history.records.push(isKnown ? Number(totalOf(partitions).records) : undefined);
    history.samples.splice(0, Math.max(0, history.samples.length - TREND_SAMPLES));
    history.records.splice(0, Math.max(0, history.records.length - KEPT_SAMPLES));
    histories.set(name, history);
    const trend = trendOf(history.samples[0], history.samples.at(-1));
    if (trend !== undefined) trends.set(name, trend);
  }
  return trends;
}

function tell(
  context: CommandContext,
  format: 'pretty' | 'json',
  {look, trends}: {look: LagLook; trends: ReadonlyMap<string, LagTrend>},
): void {
  const {reading, absent} = look;
  if (format === 'json') {
    const groups = reading.groups.map(one => ({...groupLagJson(one), trend: trends.get(one.name) ?? null}));
    context.result(`${JSON.stringify({at: new Date(reading.atMs).toISOString(), groups, absent})}\n`);
    return;
  }
  for (const one of reading.groups) {
    const trend = trendText(trends.get(one.name));
    context.result(visible(`${clock()} ${one.name}: ${groupLagText(one)}${trend === '' ? '' : `, ${trend}`}`).concat('\n'));
  }
  for (const name of absent) context.result(visible(`${clock()} ${name}: not on the cluster`).concat('\n'));
}

interface Drawing {
  look: LagLook;
  trends: ReadonlyMap<string, LagTrend>;
  histories: ReadonlyMap<string, History>;
  drawnLines: number;
  screen: Screen;
}

/** Draws over what was drawn last; gives back how many lines that were. */
function draw(context: CommandContext, {look, trends, histories, drawnLines, screen}: Drawing): number {
  const plotColumns = Math.max(PLOT_COLUMNS_MIN, Math.min(PLOT_COLUMNS_MAX, Math.floor(screen.columns / 4)));
  const plot = {head: 'so far', of: (group: string) => sparkline(histories.get(group)?.records ?? [], plotColumns)};
  const failed = look.verdicts.filter(({status}) => status === 'fail');
  const lines = [
    clock(),
    ...overviewText(look, trends, plot).split('\n'),
    ...failed.map(({location, reason}) => `${location.file}:${location.line}: ${visible(reason ?? '')}`),
  ];
  const {text, drawn} = frameOf(lines, drawnLines, screen);
  context.result(text);
  return drawn;
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8);
}
