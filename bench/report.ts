import {writeFileSync} from 'node:fs';
import os from 'node:os';
import type {Measured, Ratio, Spread} from './measure.ts';

/** One comparison: the same work by each program. */
export interface Comparison {
  title: string;
  measured: readonly Measured[];
  ratios: readonly Ratio[];
  aims?: readonly Aim[];
}

/** What this project allows itself: the largest ratio of wall time to a peer, or the most memory. */
export type Aim = {of: string} & ({peer: string; most: number} | {peer?: never; mostMiB: number});

/** Prints Markdown to standard output, and with `--json FILE` writes the same as data. */
export function publish(
  benchmark: string,
  comparisons: readonly Comparison[],
  {json, notes = []}: {json: string | undefined; notes?: readonly string[]},
): void {
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    cpus: os.availableParallelism(),
    node: process.version,
    loadBefore: LOAD_BEFORE,
    loadAfter: loadAverage(),
  };
  const head = `${machine.date}, ${machine.cpus} CPUs, Node ${machine.node}, load average ${machine.loadBefore} before and ${machine.loadAfter} after`;
  process.stdout.write(`${[`## ${benchmark}`, head, ...comparisons.map(markdownOf), ...notes].join('\n\n')}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({benchmark, machine, comparisons}, null, 2)}\n`);
}

function markdownOf({title, measured, ratios, aims = []}: Comparison): string {
  const ours = [...new Set(ratios.map(({of}) => of))];
  const rows = measured.map(({name, runs, wallMs, cpuMs, peakMiB}) => {
    const ratiosTo = ours.map(of => ratios.find(ratio => ratio.of === of && ratio.peer === name));
    return [
      name,
      String(runs),
      seconds(wallMs),
      cpuMs === undefined ? '–' : seconds(cpuMs),
      peakMiB === undefined ? '–' : peakMiB.median.toFixed(0),
      ...ratiosTo.flatMap(ratio => [
        ratio === undefined ? '–' : spread(ratio.wall, digitsOf(ratio.wall)),
        ratio?.cpu === undefined ? '–' : spread(ratio.cpu, digitsOf(ratio.cpu)),
      ]),
    ];
  });
  const header = ['', 'runs', 'wall s', 'user+sys s', 'peak MiB', ...ours.flatMap(of => [`${of} / it, wall`, 'CPU'])];
  return [
    `### ${title}`,
    '',
    `| ${header.join(' | ')} |`,
    `|---|${'--:|'.repeat(header.length - 1)}`,
    ...rows.map(row => `| ${row.join(' | ')} |`),
    ...(aims.length === 0 ? [] : ['', ...aims.map(aim => `- ${verdictOf(aim, measured, ratios)}`)]),
  ].join('\n');
}

/** What was not measured is no success. */
function verdictOf(aim: Aim, measured: readonly Measured[], ratios: readonly Ratio[]): string {
  if (aim.peer === undefined) {
    const peakMiB = measured.find(({name}) => name === aim.of)?.peakMiB?.median;
    return outcomeOf(`${aim.of}: at most ${aim.mostMiB} MiB`, peakMiB, aim.mostMiB, 0);
  }
  const ratio = ratios.find(({of, peer}) => of === aim.of && peer === aim.peer)?.wall.median;
  const bound = aim.most >= 1 ? `at most ${aim.most} × ${aim.peer}` : `at least ${Math.round(1 / aim.most)} times as fast as ${aim.peer}`;
  return outcomeOf(`${aim.of}: ${bound}`, ratio, aim.most, aim.most >= 1 ? 2 : 4);
}

function outcomeOf(aim: string, value: number | undefined, most: number, digits: number): string {
  if (value === undefined) return `Aim: ${aim}: not measured.`;
  return `Aim: ${aim}: ${value <= most ? '**met**' : '**MISSED**'} (${value.toFixed(digits)}).`;
}

/** A hundredth of a peer's time is no nought. */
function digitsOf({median}: Spread): number {
  return median < 0.1 ? 4 : 2;
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
