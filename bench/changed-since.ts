/**
 * `weir check --changed-since` beside a whole `weir check` of the same tree: 10,000 topic files in a git repository,
 * five of them changed since the last commit. All rules of the recommended pack, whole processes.
 *
 *     node bench/changed-since.ts [--files N] [--runs N] [--json FILE]
 *
 * `weir, one file` is what a start takes, for the share of it in both.
 */
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {compare, type Run} from './measure.ts';
import {builtCli} from './prerequisites.ts';
import {publish} from './report.ts';
import {type BenchTopic, brokenTopics, documentOf} from './topics.ts';

const CHANGED = 5;
/** What this project allows itself: both trees for little more than one. */
const MOST = 1.3;

const {values} = parseArgs({
  options: {files: {type: 'string', default: '10000'}, runs: {type: 'string', default: '5'}, json: {type: 'string'}},
});
const [files, runs] = [wholeNumber('--files', values.files, CHANGED * 2), wholeNumber('--runs', values.runs, 1)];

const work = mkdtempSync(path.join(os.tmpdir(), 'weir-bench-since-'));
try {
  const topics = brokenTopics(files);
  const many = path.join(work, 'many');
  writeTopics(many, topics);
  commitAll(many);
  // Each change breaks one rule that nothing broke before.
  writeTopics(many, [...topics.slice(0, 1), ...topics.slice(1, 1 + CHANGED).map(broken)]);
  const one = path.join(work, 'one');
  writeTopics(one, topics.slice(1, 2));
  const before = topics.filter(({breaks}) => breaks !== undefined).length;
  const cli = builtCli();
  const {measured, ratios} = compare(
    [
      {
        name: 'weir, changed since',
        args: [cli, 'check', '--changed-since', 'HEAD', '--format', 'json'],
        cwd: many,
        verify: run => requireSummary(run, {errors: CHANGED, unchanged: before}),
      },
      {name: 'weir, whole', args: [cli, 'check', '--format', 'json'], cwd: many, verify: run => requireSummary(run, {errors: undefined})},
      {name: 'weir, one file', args: [cli, 'check', '--format', 'json'], cwd: one, verify: run => requireSummary(run, {errors: 0})},
    ],
    runs,
  );
  const title = `${files.toLocaleString('en')} topic files, ${CHANGED} changed`;
  publish('changed-since', [{title, measured, ratios, aims: [{of: 'weir, changed since', peer: 'weir, whole', most: MOST}]}], {
    json: values.json,
  });
} finally {
  rmSync(work, {recursive: true, force: true});
}

function broken(topic: BenchTopic): BenchTopic {
  return {...topic, config: {...topic.config, 'min.insync.replicas': 1}};
}

function writeTopics(cwd: string, topics: readonly BenchTopic[]): void {
  mkdirSync(path.join(cwd, 'topic-specs'), {recursive: true});
  topics.forEach((topic, index) => {
    writeFileSync(path.join(cwd, 'topic-specs', `t${String(index).padStart(5, '0')}.yaml`), documentOf(topic));
  });
}

function commitAll(cwd: string): void {
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'before');
}

/** A run with another answer has no time. Without `errors`, any finding will do. */
function requireSummary({stdout, stderr}: Run, {errors, unchanged}: {errors: number | undefined; unchanged?: number}): void {
  const report: unknown = JSON.parse(stdout);
  const summary: unknown = typeof report === 'object' && report !== null ? Reflect.get(report, 'summary') : undefined;
  const found = (name: string): unknown => (typeof summary === 'object' && summary !== null ? Reflect.get(summary, name) : undefined);
  const isRight = (errors === undefined ? Number(found('errors')) > 0 : found('errors') === errors) && found('unchanged') === unchanged;
  if (!isRight)
    throw new Error(
      `another answer than ${errors ?? 'some'} errors and ${unchanged ?? 'nothing'} unchanged:\n${JSON.stringify(summary)}\n${stderr}`,
    );
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least)
    throw new RangeError(`${option} takes whole numbers from ${least}, not ${JSON.stringify(text)}`);
  return number;
}
