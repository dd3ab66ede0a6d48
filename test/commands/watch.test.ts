import {spawn} from 'node:child_process';
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import {changedFiles, WatchedFiles} from '../../src/commands/check/watched-files.ts';
import {withoutWatch} from '../../src/commands/check/watching.ts';
import {NODE_FLAGS, WEIR} from '../fixtures/cli.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

/** Longer than a busy machine takes for one run. */
const STEP_MS = 20_000;

const TOPIC = (replicas: number) =>
  `apiVersion: weir/v1\nkind: Topic\nmetadata: {name: a.b.v1, owner: a, description: A}\nspec: {partitions: 3, replicationFactor: ${replicas}, config: {min.insync.replicas: 1}}\n`;

const RULE = (says: string) =>
  `import {modelPolicy} from 'kafka-weir/policy';
export default modelPolicy({kinds: ['Topic'], title: 'T', rationale: 'R', level: 'error', sources: [], judgeAll: ({topics}, _options, report) => {
  for (const resource of topics) report({resource, at: '', message: '${says}'});
}, examples: {good: [], bad: []}});\n`;

/** `weir check --watch` in a folder; `next` waits for a text after what was seen before. */
function watching(cwd: string) {
  // One pipe for both streams: of two, a busy reader may take what was written later first.
  const command = [process.execPath, ...NODE_FLAGS, WEIR, 'check', '--watch'];
  const child = spawn('sh', ['-c', 'exec "$0" "$@" 2>&1', ...command], {cwd, stdio: ['ignore', 'pipe', 'ignore']});
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  let seen = 0;
  let wake: () => void = () => undefined;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    wake();
  });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const next = async (wanted: RegExp): Promise<string> => {
    for (;;) {
      const found = wanted.exec(text.slice(seen));
      if (found !== null) {
        const passed = text.slice(seen, seen + found.index + found[0].length);
        seen += passed.length;
        return passed;
      }
      const late = setTimeout(() => wake(), STEP_MS);
      const before = text;
      await new Promise<void>(resolve => (wake = resolve));
      clearTimeout(late);
      if (text === before) throw new Error(`nothing like ${wanted} in:\n${text.slice(seen)}`);
    }
  };
  return {child, next, ended};
}

it('judges again after each change, tells what changed, and waits on what cannot be judged', {timeout: 60_000}, async () => {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'topic-specs'));
  mkdirSync(path.join(cwd, 'policies/topic'), {recursive: true});
  const spec = path.join(cwd, 'topic-specs/a.yaml');
  writeFileSync(spec, TOPIC(1));
  const {child, next, ended} = watching(cwd);
  expect(await next(/in 1 document of 1 file\n/)).toMatch(/^\d\d:\d\d:\d\d watching; Ctrl-C ends it\n[\s\S]*topic\/replication-factor/);

  // As editors save: written beside and renamed.
  writeFileSync(`${spec}.tmp`, TOPIC(3));
  renameSync(`${spec}.tmp`, spec);
  expect(await next(/in 1 document of 1 file\n/)).toMatch(/changed: topic-specs\/a\.yaml\n(?![\s\S]*topic\/replication-factor )/);

  mkdirSync(path.join(cwd, 'topic-specs/new/deep'), {recursive: true});
  writeFileSync(path.join(cwd, 'topic-specs/new/deep/b.yml'), TOPIC(3).replace('a.b', 'b.c'));
  await next(/changed: topic-specs\/new\/deep\/b\.yml\n[\s\S]*in 2 documents of 2 files\n/);

  for (const says of ['first words', 'other words']) {
    writeFileSync(path.join(cwd, 'policies/topic/ours.ts'), RULE(says));
    expect(await next(/in 2 documents of 2 files\n/)).toMatch(new RegExp(`changed: policies/topic/ours.ts\\n[\\s\\S]*${says}`));
  }
  writeFileSync(path.join(cwd, 'policies/policy.yaml'), 'packs: [no-such-pack]\n');
  await next(/changed: policies\/policy\.yaml\n[\s\S]*no-such-pack[\s\S]*\n/);

  rmSync(path.join(cwd, 'policies'), {recursive: true});
  renameSync(path.join(cwd, 'topic-specs'), path.join(cwd, 'away'));
  await next(/there is no folder topic-specs\n/);
  renameSync(path.join(cwd, 'away'), path.join(cwd, 'topic-specs'));
  await next(/in 2 documents of 2 files\n/);
  writeFileSync(spec, TOPIC(1));
  await next(/changed: topic-specs\/a\.yaml\n[\s\S]*topic\/replication-factor[\s\S]*in 2 documents of 2 files\n/);

  child.kill('SIGINT');
  expect(await ended).toBe(130);
});

it('sees files that matter, and no others', () => {
  const cwd = temporaryFolder();
  const [specs, policies] = [path.join(cwd, 's'), path.join(cwd, 'p')];
  mkdirSync(path.join(specs, '.hidden'), {recursive: true});
  const files = new WatchedFiles({specs, policies, file: path.join(policies, 'baseline.json')}, () => undefined);
  onTestFinished(() => files.close());
  const before = files.look();
  mkdirSync(policies);
  for (const file of ['s/a.YAML', 's/report.json', 's/.a.yaml.swp', 's/.hidden/a.yaml', 'p/a.ts', 'p/baseline.json', 'p/report.json'])
    writeFileSync(path.join(cwd, file), 'x');
  const now = files.look();
  expect(changedFiles(before, now).map(file => path.relative(cwd, file))).toEqual(['p/a.ts', 'p/baseline.json', 's/a.YAML']);
  expect(changedFiles(now, files.look())).toEqual([]);
});

it('starts each run by the same command line', () => {
  expect(withoutWatch(['check', '--watch', '--quiet', '--', '--watch'])).toEqual(['check', '--quiet', '--', '--watch']);
  expect(withoutWatch(['check', 'a', '--watch'])).toEqual(['check', 'a']);
});
