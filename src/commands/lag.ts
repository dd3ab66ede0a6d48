import {reportOf} from '../findings/report.ts';
import {VERSION} from '../version.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {ownerJson} from './groups/action.ts';
import {groupLagJson} from './lag/lag-json.ts';
import {partitionTable} from './lag/lag-words.ts';
import {type LagLook, lookAtLag, trendsAfter} from './lag/look.ts';
import {overviewText} from './lag/overview.ts';
import {type LiveCluster, onCluster} from './live-cluster.ts';
import {exitOf, render} from './proving.ts';
import {textOrJson} from './text-or-json.ts';
import {watchSeconds} from './watch-interval.ts';

const WATCH_SECONDS = 5;
/** Between the two looks that a trend is taken from. */
const TREND_AFTER_MS = 1_000;

export default command({
  summary: 'how far consumer groups are behind, in records and in time, beside what their Applications allow',
  examples: [
    {line: 'weir lag', does: 'lists all groups, those that are furthest behind first, and judges every maxLag and maxLagSeconds'},
    {line: 'weir lag order-service', does: 'shows one, with its partitions'},
    {line: 'weir lag --watch 10', does: 'looks every ten seconds and plots each lag'},
    {line: 'weir lag --no-time --no-trend --format json', does: 'reads records alone, once, for programs'},
  ],
  covers: ['P16', 'CO6', 'MO1', 'C03.5', 'C08.3'],
  define: parser =>
    parser
      .argument('[groups...]', 'all groups of the cluster unless given')
      .option('--watch [seconds]', `look again and again, ${WATCH_SECONDS} seconds apart, until Ctrl-C`)
      .option('--no-time', 'records alone: fewer requests')
      .option('--no-trend', 'look once: nothing of where lags are going')
      .option('--allow-unknown', 'exit 0 even where a claim could be neither proved nor refuted'),
  run: (context, {args: [names], options}) =>
    onCluster(context, options, {name: 'lag', writes: false}, async live => {
      if (options.watch !== undefined) {
        const {watchLag} = await import('./lag/watching.ts');
        return await watchLag(context, live, {
          names,
          everyMs: watchSeconds('lag', options.watch, WATCH_SECONDS) * 1000,
          time: options.time,
          format: textOrJson(options.format),
          screen: () => (options.format === 'json' ? undefined : screenOf(options)),
        });
      }
      const look = await lookAtLag(live, names, {time: options.time});
      const trends = options.trend ? await trendsAfter(live, look.reading, {afterMs: TREND_AFTER_MS, signal: context.signal}) : new Map();
      await show(context, options.format ?? 'pretty', {live, look, trends, names});
      return look.verdicts.length === 0 ? 0 : exitOf(look.verdicts, options.allowUnknown === true);
    }),
});

async function show(
  context: CommandContext,
  format: string,
  {
    live,
    look,
    trends,
    names,
  }: {live: LiveCluster; look: LagLook; trends: Awaited<ReturnType<typeof trendsAfter>>; names: readonly string[]},
): Promise<void> {
  const {specs, model} = live;
  const {reading, verdicts, owners, absent} = look;
  const report = reportOf({version: VERSION, command: 'lag', findings: [], verdicts, documents: specs.documents, files: specs.files});
  if (format === 'json') {
    const groups = reading.groups.map(one => ({
      ...groupLagJson(one),
      ...ownerJson(owners.get(one.name)),
      trend: trends.get(one.name) ?? null,
    }));
    const lag = {cluster: model.cluster.name, at: new Date(reading.atMs).toISOString(), groups, absent};
    context.result(`${JSON.stringify({...report, lag}, null, 2)}\n`);
    return;
  }
  if (format !== 'pretty') {
    await render(context, format, report, specs, text => context.result(text));
    return;
  }
  if (reading.groups.length + absent.length === 0) context.result(`no group on ${model.cluster.name}\n`);
  else context.result(`${overviewText(look, trends)}\n`);
  if (names.length > 0)
    for (const {name, partitions} of reading.groups)
      if (partitions.length > 0) context.result(`\n${names.length > 1 ? `${name}\n` : ''}${partitionTable(partitions)}\n`);
  if (verdicts.length === 0) return;
  context.result('\n');
  await render(context, 'pretty', report, specs, text => context.result(text));
}

/** Where a table can be drawn over the last one. */
function screenOf({output}: GlobalOptions): {columns: number; rows: number} | undefined {
  const {isTTY, columns, rows} = process.stdout;
  return isTTY === true && output === undefined && process.env['TERM'] !== 'dumb' ? {columns, rows} : undefined;
}
