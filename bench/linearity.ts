import type {Measured} from './measure.ts';

/** A comparison at a number of files. */
interface Sized {
  files: number;
  measured: readonly Measured[];
}

/** Fewer files say more about a start than about a file. */
const FILES_MIN = 1_000;
/** At twice and ten times the files, a file may take this much more of the processor: caches and collections of garbage. */
const GROWTH_MAX = 1.25;

/** Markdown, if there is anything to say: what each file takes beyond the start (a run of one file), and whether more files make it more. */
export function linearityOf(comparisons: readonly Sized[]): string[] {
  const sizes = comparisons.filter(({files}) => files >= FILES_MIN);
  if (sizes.length === 0) return [];
  const names = [...new Set(sizes.flatMap(({measured}) => measured.map(({name}) => name)))];
  const rows = names.map(name => {
    const cells = sizes.map(({files, measured}) => perFileUs(name, files, measured, comparisons));
    return [name, ...cells.map(us => (us === undefined ? '–' : us.toFixed(1)))];
  });
  const header = ['µs of processor a file', ...sizes.map(({files}) => files.toLocaleString('en'))];
  const markdown = [
    '### Time by number of files',
    '',
    'User and system time beyond that of one file, divided by the files.',
    '',
    `| ${header.join(' | ')} |`,
    `|---|${'--:|'.repeat(sizes.length)}`,
    ...rows.map(row => `| ${row.join(' | ')} |`),
    '',
    verdictOf(sizes, comparisons),
  ].join('\n');
  return [markdown];
}

/** Undefined where it was not measured. The median of CPU time where there is one, else of wall time. */
function perFileUs(name: string, files: number, measured: readonly Measured[], comparisons: readonly Sized[]): number | undefined {
  const start = msOf(name, comparisons.find(one => one.files === 1)?.measured ?? []) ?? 0;
  const all = msOf(name, measured);
  return all === undefined ? undefined : ((all - start) * 1_000) / files;
}

function msOf(name: string, measured: readonly Measured[]): number | undefined {
  const one = measured.find(candidate => candidate.name === name);
  return one?.cpuMs?.median ?? one?.wallMs.median;
}

function verdictOf(sizes: readonly Sized[], comparisons: readonly Sized[]): string {
  const [first] = sizes;
  const last = sizes.at(-1);
  const least = first === undefined ? undefined : perFileUs('weir', first.files, first.measured, comparisons);
  const most = last === undefined ? undefined : perFileUs('weir', last.files, last.measured, comparisons);
  if (least === undefined || most === undefined || first === last) return 'Aim: time linear in files: not measured.';
  const growth = most / least;
  return `Aim: a file takes at most ${GROWTH_MAX} × as long among the most as among the fewest: ${growth <= GROWTH_MAX ? 'met' : 'MISSED'} (${growth.toFixed(2)}).`;
}
