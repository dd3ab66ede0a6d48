import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** One program of a comparison, run as a whole process. */
export interface Contender {
  name: string;
  /** Ratios are taken of each of ours to each peer; of the first contender where none is ours. */
  ours?: true;
  /** A native program; the Node that runs the benchmark where nothing is said. */
  program?: string;
  /** Arguments, a script first where Node runs it. */
  args: readonly string[];
  cwd: string;
  /** Beside this process's own environment. */
  env?: Readonly<Record<string, string>>;
  /** Runs before each run and is not timed. */
  prepare?: () => void;
  /** Throws where the run did not do its work: a wrong answer has no time. Runs after each run and is not timed. */
  verify: (run: Run) => void;
  /** Counted runs; the round's number where nothing is said. */
  runs?: number;
  /** One run before the counted ones (default: yes). */
  warmUp?: boolean;
}

/** One whole process, from its start until it was waited for. */
export interface Run {
  wallMs: number;
  /** User and system time of the process and its children; absent where GNU time is. */
  cpuMs?: number;
  peakMiB?: number;
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export interface Measured {
  name: string;
  runs: number;
  wallMs: Spread;
  cpuMs?: Spread;
  peakMiB?: Spread;
}

/** Ours over a peer's, run against run of the same round: a machine that slows down slows both. */
export interface Ratio {
  of: string;
  peer: string;
  wall: Spread;
  cpu?: Spread;
}

/** GNU time counts hundredths of a second: a ratio of fewer than these says nothing. */
const CPU_MS_MIN = 50;

const hasGnuTime = spawnSync('/usr/bin/time', ['-f', '', 'true'], {stdio: 'ignore'}).status === 0;

/**
 * Runs the contenders in turn, A B C A B C, after one warm-up of each, and gives their spreads and the ratios of ours
 * to the peers. Throws where a run is wrong.
 */
export function compare(contenders: readonly Contender[], runs: number): {measured: Measured[]; ratios: Ratio[]} {
  const all = new Map<string, Run[]>(contenders.map(({name}) => [name, []]));
  for (const contender of contenders) if (contender.warmUp !== false) runOnce(contender);
  for (let round = 0; round < runs; round++) {
    for (const contender of contenders) {
      if (round < (contender.runs ?? runs)) all.get(contender.name)?.push(runOnce(contender));
    }
  }
  const marked = contenders.filter(({ours}) => ours === true);
  const ours = new Set((marked.length === 0 ? contenders.slice(0, 1) : marked).map(({name}) => name));
  const measured = [...all].map(([name, list]) => ({name, runs: list.length, ...spreadsOf(list)}));
  const peers = [...all].filter(([name]) => !ours.has(name));
  const ratios = [...ours].flatMap(of => peers.map(([peer, list]) => ({of, peer, ...ratiosOf(all.get(of) ?? [], list)})));
  return {measured, ratios};
}

function runOnce(contender: Contender): Run {
  contender.prepare?.();
  process.stderr.write(`  ${contender.name} … `);
  const run = execute(contender);
  process.stderr.write(`${(run.wallMs / 1000).toFixed(2)} s\n`);
  contender.verify(run);
  return run;
}

function execute({program: peer = process.execPath, args, cwd, env}: Contender): Run {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'weir-bench-time-'));
  const accounting = path.join(scratch, 'time');
  const line = [peer, ...args];
  const [program = '', ...rest] = hasGnuTime ? ['/usr/bin/time', '-q', '-f', '%U %S %M', '-o', accounting, ...line] : line;
  try {
    const start = process.hrtime.bigint();
    const {status, stdout, stderr, error} = spawnSync(program, rest, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      env: {...process.env, ...env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined},
    });
    const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
    if (error !== undefined) throw error;
    return {wallMs, ...(hasGnuTime ? readAccounting(accounting) : {}), exitCode: status, stdout, stderr};
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

/** GNU time's `%U %S %M`: seconds, seconds, KiB. */
function readAccounting(file: string): {cpuMs: number; peakMiB: number} {
  const [user, system, peakKiB] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  if (user === undefined || system === undefined || peakKiB === undefined || Number.isNaN(user + system + peakKiB)) {
    throw new Error(`GNU time wrote something else than three numbers to ${path.basename(file)}`);
  }
  return {cpuMs: (user + system) * 1000, peakMiB: peakKiB / 1024};
}

function spreadsOf(runs: readonly Run[]): Omit<Measured, 'name' | 'runs'> {
  const cpuMs = runs.flatMap(run => run.cpuMs ?? []);
  const peakMiB = runs.flatMap(run => run.peakMiB ?? []);
  return {
    wallMs: spreadOf(runs.map(run => run.wallMs)),
    ...(cpuMs.length === 0 ? {} : {cpuMs: spreadOf(cpuMs)}),
    ...(peakMiB.length === 0 ? {} : {peakMiB: spreadOf(peakMiB)}),
  };
}

function ratiosOf(ours: readonly Run[], theirs: readonly Run[]): Omit<Ratio, 'of' | 'peer'> {
  const pairs = theirs.flatMap((their, index) => {
    const our = ours[index];
    return our === undefined ? [] : [{our, their}];
  });
  const cpu = pairs.flatMap(({our, their}) => {
    const least = Math.min(our.cpuMs ?? 0, their.cpuMs ?? 0);
    return least < CPU_MS_MIN || our.cpuMs === undefined || their.cpuMs === undefined ? [] : [our.cpuMs / their.cpuMs];
  });
  return {
    wall: spreadOf(pairs.map(({our, their}) => our.wallMs / their.wallMs)),
    ...(cpu.length === 0 ? {} : {cpu: spreadOf(cpu)}),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  const high = sorted[Math.floor(sorted.length / 2)];
  const [min] = sorted;
  const max = sorted.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) throw new RangeError('no run was counted');
  return {median: (low + high) / 2, min, max};
}
