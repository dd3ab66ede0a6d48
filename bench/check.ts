/**
 * `weir check` beside ajv-cli and Spectral: the same files, the same eleven rules, whole processes.
 *
 *     node bench/check.ts [--quick] [--runs N] [--json FILE]
 *
 * --quick leaves out Spectral at 5,000 files, which takes minutes.
 */
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {type Contender, compare, type Run} from './measure.ts';
import {builtCli, inRepository, peerScript} from './prerequisites.ts';
import {type Comparison, publish} from './report.ts';
import {type BenchTopic, brokenTopics, cleanTopics, documentOf} from './topics.ts';

const {values} = parseArgs({
  options: {quick: {type: 'boolean', default: false}, runs: {type: 'string', default: '5'}, json: {type: 'string'}},
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new RangeError('--runs must be a whole number from 1');

const SIZES: readonly {files: number; clean?: true; aim?: {peer: string; most: number}}[] = [
  {files: 1, clean: true, aim: {peer: 'ajv-cli', most: 0.5}},
  {files: 1, aim: {peer: 'ajv-cli', most: 0.5}},
  {files: 1_000},
  {files: 5_000, aim: {peer: 'ajv-cli', most: 1.5}},
];
/** From this many files on, Spectral runs once and without a warm-up. */
const MANY_FILES = 5_000;

const work = mkdtempSync(path.join(os.tmpdir(), 'weir-bench-check-'));
try {
  const comparisons = SIZES.map(({files, clean = false, aim}): Comparison => {
    process.stderr.write(`check: ${files} file${files === 1 ? '' : 's'}\n`);
    const topics = clean ? cleanTopics(files) : brokenTopics(files);
    const cwd = path.join(work, `${files}-${clean ? 'clean' : 'broken'}`);
    writeTopics(cwd, topics);
    const wrong = topics.filter(({breaks}) => breaks !== undefined).length;
    const title = `${files.toLocaleString('en')} topic file${files === 1 ? '' : 's'}, ${wrong === 0 ? 'nothing' : wrong} wrong`;
    const {measured, ratios} = compare(contendersAt(cwd, topics), runs);
    return {title, measured, ratios, ...(aim === undefined ? {} : {aim})};
  });
  publish('check', comparisons, {json: values.json});
} finally {
  rmSync(work, {recursive: true, force: true});
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

/** Each in its default format, as a person sees it: ours with a code frame at each finding. */
function contendersAt(cwd: string, topics: readonly BenchTopic[]): Contender[] {
  const broken = new Map(topics.flatMap(({breaks}, index): [string, string][] => (breaks === undefined ? [] : [[fileOf(index), breaks]])));
  const isMany = topics.length >= MANY_FILES;
  const contenders: Contender[] = [
    {
      name: 'weir',
      args: [builtCli(), 'check', '--policies', inRepository('bench/policies')],
      cwd,
      verify: run => requireFindings('weir', run, broken, {namesRules: true}),
    },
    {
      name: 'ajv-cli',
      args: [
        peerScript('ajv-cli/dist/index.js'),
        'validate',
        '--spec=draft7',
        '--data',
        '--all-errors',
        '--errors=line',
        '-s',
        inRepository('bench/peers/ajv-cli/topic.schema.json'),
        '-d',
        'topic-specs/*.yaml',
      ],
      cwd,
      verify: run => requireFindings('ajv-cli', run, broken, {namesRules: false}),
    },
  ];
  if (isMany && values.quick) return contenders;
  const spectral: Contender = {
    name: 'Spectral',
    args: [
      peerScript('@stoplight/spectral-cli/dist/index.js'),
      'lint',
      '--ignore-unknown-format',
      '--ruleset',
      inRepository('bench/peers/spectral/ruleset.yaml'),
      'topic-specs/*.yaml',
    ],
    cwd,
    verify: run => requireFindings('Spectral', run, broken, {namesRules: true}),
    ...(isMany ? {runs: 1, warmUp: false} : {}),
  };
  return [...contenders, spectral];
}

/**
 * Holds a tool's answer against what the generator broke: exactly these files and, where the tool names its rules,
 * exactly one mention of the rule in the part about that file. Comparing the speed of different answers says nothing.
 */
function requireFindings(tool: string, run: Run, broken: ReadonlyMap<string, string>, {namesRules}: {namesRules: boolean}): void {
  const exitCode = broken.size === 0 ? 0 : 1;
  if (run.exitCode !== exitCode)
    throw new Error(`${tool} ended with ${run.exitCode} instead of ${exitCode}:\n${run.stdout.slice(-2000)}${run.stderr.slice(-2000)}`);
  const found = new Map<string, string[]>();
  let file: string | undefined;
  for (const line of `${run.stdout}\n${run.stderr}`.split('\n')) {
    // ajv-cli also says which files are fine.
    file = line.endsWith(' valid') ? undefined : (/\bt\d{5}\.yaml\b/.exec(line)?.[0] ?? file);
    if (file === undefined) continue;
    const rules = found.get(file) ?? [];
    found.set(file, [...rules, ...(line.match(/\btopic\/[a-z-]+|\b(?:schema|syntax|io)\/[a-z-]+/g) ?? [])]);
  }
  const expected = [...broken].map(([name, rule]) => (namesRules ? `${name} ${rule}` : name)).sort();
  const actual = [...found].map(([name, rules]) => (namesRules ? [name, ...rules].join(' ') : name)).sort();
  const missing = expected.filter(one => !actual.includes(one));
  const extra = actual.filter(one => !expected.includes(one));
  if (missing.length + extra.length > 0) {
    throw new Error(`${tool} found something else; not found: ${missing.join(', ') || '–'}; not expected: ${extra.join(', ') || '–'}`);
  }
}
