import {writeFileSync} from 'node:fs';
import os from 'node:os';
import type {Measured, Ratio, Spread} from './measure.ts';

/** One comparison: the same work by each program. */
export interface Comparison {
  title: string;
  measured: readonly Measured[];
  ratios: readonly Ratio[];
  /** The largest ratio of wall time that this project allows itself, and to which peer. */
  aim?: {peer: string; most: number};
}

/** Prints Markdown to standard output, and with `--json FILE` writes the same as data. */
export function publish(benchmark: string, comparisons: readonly Comparison[], {json}: {json: string | undefined}): void {
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    cpus: os.availableParallelism(),
    node: process.version,
    loadBefore: LOAD_BEFORE,
    loadAfter: loadAverage(),
  };
  const head = `${machine.date}, ${machine.cpus} CPUs, Node ${machine.node}, load average ${machine.loadBefore} before and ${machine.loadAfter} after`;
  process.stdout.write(`${[`## ${benchmark}`, head, ...comparisons.map(markdownOf)].join('\n\n')}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({benchmark, machine, comparisons}, null, 2)}\n`);
}

function markdownOf({title, measured, ratios, aim}: Comparison): string {
  const [ours] = measured;
  const rows = measured.map(({name, runs, wallMs, cpuMs, peakMiB}) => {
    const ratio = ratios.find(({peer}) => peer === name);
    return [
      name,
      String(runs),
      seconds(wallMs),
      cpuMs === undefined ? '–' : seconds(cpuMs),
      peakMiB === undefined ? '–' : peakMiB.median.toFixed(0),
      ratio === undefined ? '–' : spread(ratio.wall, 2),
      ratio?.cpu === undefined ? '–' : spread(ratio.cpu, 2),
    ];
  });
  const header = ['', 'runs', 'wall s', 'user+sys s', 'peak MiB', `${ours?.name ?? 'ours'} / it, wall`, 'CPU'];
  return [
    `### ${title}`,
    '',
    `| ${header.join(' | ')} |`,
    `|---|${'--:|'.repeat(header.length - 1)}`,
    ...rows.map(row => `| ${row.join(' | ')} |`),
    ...(aim === undefined ? [] : ['', verdictOf(aim, ratios)]),
  ].join('\n');
}

/** No ratio is no success. */
function verdictOf(aim: {peer: string; most: number}, ratios: readonly Ratio[]): string {
  const ratio = ratios.find(({peer}) => peer === aim.peer);
  const outcome = ratio === undefined ? 'not measured' : ratio.wall.median <= aim.most ? 'met' : 'MISSED';
  return `Aim: at most ${aim.most} × ${aim.peer}: ${outcome}${ratio === undefined ? '' : ` (${ratio.wall.median.toFixed(2)})`}.`;
}

function seconds({median, min, max}: Spread): string {
  return spread({median: median / 1000, min: min / 1000, max: max / 1000}, 2);
}

/** `median (min–max)`; one run has no spread. */
function spread({median, min, max}: Spread, digits: number): string {
  const middle = median.toFixed(digits);
  return min === max ? middle : `${middle} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

function loadAverage(): string {
  return (os.loadavg()[0] ?? 0).toFixed(1);
}

const LOAD_BEFORE = loadAverage();
