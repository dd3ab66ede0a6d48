/**
 * `weir check` beside ajv-cli, Spectral and conftest: the same files, the same eleven rules, whole processes; and with
 * all its rules, beside those eleven.
 *
 *     node bench/check.ts [--quick] [--sizes 1,100,…] [--only NAME,…] [--runs N] [--json FILE]
 *
 * --quick takes three runs each and Spectral at up to 1,000 files: about four minutes. --only takes the contenders whose
 * names start so (`--only weir,ajv`).
 */
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {contendersAt, NAMES, type Name} from './check-contenders.ts';
import {linearityOf} from './linearity.ts';
import {compare} from './measure.ts';
import {conftestProgram} from './prerequisites.ts';
import {type Aim, type Comparison, publish} from './report.ts';
import {type BenchTopic, brokenTopics, cleanTopics, documentOf} from './topics.ts';

const {values} = parseArgs({
  options: {
    quick: {type: 'boolean', default: false},
    sizes: {type: 'string', default: '1,100,1000,5000,10000'},
    only: {type: 'string', default: ''},
    runs: {type: 'string'},
    json: {type: 'string'},
  },
});
const runs = wholeNumber('--runs', values.runs ?? (values.quick ? '3' : '5'));
const sizes = values.sizes.split(',').map(size => wholeNumber('--sizes', size));
const wanted = values.only.split(',').filter(name => name !== '');
const names = NAMES.filter(name => wanted.length === 0 || wanted.some(start => name.startsWith(start)));
if (names[0] !== 'weir') throw new RangeError('--only must take weir: the ratios are to it');

const work = mkdtempSync(path.join(os.tmpdir(), 'weir-bench-check-'));
try {
  const conftest = names.includes('conftest') ? conftestProgram() : undefined;
  const fields = sizes.flatMap(files =>
    files === 1
      ? [
          {files, clean: true},
          {files, clean: false},
        ]
      : [{files, clean: false}],
  );
  const comparisons = fields.map(({files, clean}): Comparison & {files: number} => {
    process.stderr.write(`check: ${files} file${files === 1 ? '' : 's'}\n`);
    const topics = clean ? cleanTopics(files) : brokenTopics(files);
    const cwd = path.join(work, `${files}-${clean ? 'clean' : 'broken'}`);
    writeTopics(cwd, topics);
    const broken = new Map(
      topics.flatMap(({breaks}, index): [string, string][] => (breaks === undefined ? [] : [[fileOf(index), breaks]])),
    );
    const contenders = contendersAt({cwd, files, broken, quick: values.quick, conftest});
    const taking = contenders.filter(({name}) => names.some(one => one === name));
    const wrong = broken.size === 0 ? 'nothing' : String(broken.size);
    const title = `${files.toLocaleString('en')} topic file${files === 1 ? '' : 's'}, ${wrong} wrong`;
    return {
      files,
      title,
      ...compare(taking, runs),
      aims: aimsAt(files).filter(({of, peer}) => takes(of) && (peer === undefined || takes(peer))),
    };
  });
  publish('check', [...comparisons], {json: values.json, notes: linearityOf(comparisons)});
} finally {
  rmSync(work, {recursive: true, force: true});
}

function takes(name: string): boolean {
  return names.some((one: Name) => one === name);
}

/** What this project asks of itself. */
function aimsAt(files: number): Aim[] {
  return [
    {of: 'weir', peer: 'ajv-cli', most: 1},
    {of: 'weir, all rules', peer: 'ajv-cli', most: 1.5},
    ...(files === 1 ? [{of: 'weir', peer: 'conftest', most: 3}] : []),
    ...(files === 5_000 ? [{of: 'weir', peer: 'Spectral', most: 1 / 80}] : []),
    ...(files === 10_000 ? [{of: 'weir, all rules', mostMiB: 400}] : []),
  ];
}

function fileOf(index: number): string {
  return `t${String(index).padStart(5, '0')}.yaml`;
}

function writeTopics(cwd: string, topics: readonly BenchTopic[]): void {
  mkdirSync(path.join(cwd, 'topic-specs'), {recursive: true});
  topics.forEach((topic, index) => {
    writeFileSync(path.join(cwd, 'topic-specs', fileOf(index)), documentOf(topic));
  });
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`${option} takes whole numbers from 1, not ${JSON.stringify(text)}`);
  return number;
}
