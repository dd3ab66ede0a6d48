import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {changedSince, sinceThen} from '../../src/commands/check/changed-since.ts';
import {type JudgedSpecs, judgeSpecs} from '../../src/commands/judged-specs.ts';
import {EXIT} from '../../src/findings/error.ts';
import type {Finding} from '../../src/findings/finding.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

/** A repository of specs. Whoever runs the tests has settings of git that are none of theirs. */
class Repository {
  readonly cwd = temporaryFolder();
  /** Two roots with one message, made in one second, would be one commit. */
  #commits = 0;

  constructor() {
    this.git('init', '-q', '-b', 'main');
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'protocol.file.allow=always'];
    return execFileSync('git', [...who, ...args], {
      cwd: this.cwd,
      encoding: 'utf8',
      env: {...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null'},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The specs become exactly these files. */
  specs(files: Readonly<Record<string, string | Uint8Array>>): void {
    rmSync(path.join(this.cwd, 'topic-specs'), {recursive: true, force: true});
    this.add(files);
  }

  add(files: Readonly<Record<string, string | Uint8Array>>): void {
    mkdirSync(path.join(this.cwd, 'topic-specs'), {recursive: true});
    for (const [file, text] of Object.entries(files)) {
      const full = path.join(this.cwd, 'topic-specs', file);
      mkdirSync(path.dirname(full), {recursive: true});
      writeFileSync(full, text);
    }
  }

  link(file: string, target: string): void {
    symlinkSync(target, path.join(this.cwd, 'topic-specs', file));
  }

  commit(): void {
    this.git('add', '-f', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', `commit ${++this.#commits}`);
  }

  async since(ref: string, {cluster}: {cluster?: string} = {}): Promise<{fresh: Finding[]; unchanged: Finding[]; judged: JudgedSpecs}> {
    const request = {cwd: this.cwd, specs: 'topic-specs', policies: 'policies', cluster};
    const since = await changedSince(request, ref);
    if (since === undefined) throw new Error('there are no specs');
    const judged = await judgeSpecs({...request, remembers: true});
    return {...(await sinceThen(judged, since)), judged};
  }

  /** What a run over the tree at HEAD finds, checked out elsewhere. */
  async findingsAt(ref: string): Promise<Finding[]> {
    const cwd = temporaryFolder();
    execFileSync('tar', ['-x', '-C', cwd], {input: execFileSync('git', ['archive', ref], {cwd: this.cwd})});
    mkdirSync(path.join(cwd, 'topic-specs'), {recursive: true});
    writeFileSync(path.join(cwd, 'topic-specs/none.yaml'), '# nothing\n');
    try {
      return (await judgeSpecs({cwd, specs: 'topic-specs', policies: 'policies'})).findings;
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('there is no document')) return [];
      throw error;
    }
  }
}

const TOPIC = (name: string, {replicas = 3, minimum = 2, extra = ''}: {replicas?: number; minimum?: number; extra?: string} = {}): string =>
  `apiVersion: weir/v1
kind: Topic
metadata: {name: ${name}, owner: team-a, description: A stream}
spec:
  partitions: 3
  replicationFactor: ${replicas}
  config: {cleanup.policy: delete, retention.ms: 7d, min.insync.replicas: ${minimum}}
${extra}`;

const CLUSTER = (name: string, environment: string): string =>
  `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: ${name}, owner: a, description: A}\nspec: {environment: ${environment}, sandbox: true, brokers: {count: 3}}\n`;

const shown = (findings: readonly Finding[]): string[] => findings.map(({rule, location}) => `${rule} ${location.file}`).sort();

describe('--changed-since', () => {
  it('gives what is new, and counts what is not', async () => {
    const one = new Repository();
    one.specs({'a/a.yaml': TOPIC('a.b.v1', {minimum: 1}), 'a/b.yaml': TOPIC('a.c.v1'), 'cluster.yaml': CLUSTER('live', 'production')});
    one.commit();
    // Lines move, a value that was wrong is wrong otherwise, a file is ignored by git, another one moves.
    one.add({
      'a/a.yaml': `# moved\n\n${TOPIC('a.b.v1', {replicas: 4, minimum: 1})}`,
      '.gitignore': '*.yml',
      'a/new.yml': TOPIC('a.d.v1', {minimum: 1}),
    });
    const {fresh, unchanged} = await one.since('HEAD');
    expect(shown(fresh).filter(line => line.includes('min-insync-replicas'))).toEqual(['topic/min-insync-replicas topic-specs/a/new.yml']);
    expect(shown(unchanged)).toContain('topic/min-insync-replicas topic-specs/a/a.yaml');
    const other = await one.since('HEAD', {cluster: 'live'});
    expect(shown(other.fresh)).toEqual(shown(fresh));
  });

  it('compares with where the branch started, not with where the other one is now', async () => {
    const one = new Repository();
    one.specs({'a.yaml': TOPIC('a.b.v1', {minimum: 1})});
    one.commit();
    one.git('checkout', '-q', '-b', 'work');
    one.add({'b.yaml': TOPIC('a.c.v1', {minimum: 1})});
    one.commit();
    one.git('checkout', '-q', 'main');
    // Mended on main in the meantime: that the branch still has it is not the branch's doing.
    one.specs({'a.yaml': TOPIC('a.b.v1')});
    one.commit();
    one.git('checkout', '-q', 'work');
    const {fresh} = await one.since('main');
    expect(shown(fresh)).toEqual(shown(fresh).filter(line => line.endsWith('b.yaml')));
    expect(shown(fresh)).toContain('topic/min-insync-replicas topic-specs/b.yaml');
  });

  it('reads an older tree as it would read a checkout', async () => {
    const one = new Repository();
    one.specs({
      'real/a.yaml': TOPIC('a.b.v1', {minimum: 1}),
      'real/crlf.yaml': TOPIC('a.crlf.v1', {minimum: 1}).replaceAll('\n', '\r\n'),
      'real/bom.yaml': `\ufeff${TOPIC('a.bom.v1', {minimum: 1})}`,
      'real/latin1.yaml': Buffer.from('a: \xe9\n', 'latin1'),
      'real/syntax.yaml': 'a: [\n',
      '.hidden/b.yaml': TOPIC('a.hidden.v1', {minimum: 1}),
      'node_modules/b.yaml': TOPIC('a.module.v1', {minimum: 1}),
      'odd "name\n\té/c.YML': TOPIC('a.odd.v1', {minimum: 1}),
    });
    one.link('folder', 'real');
    one.link('twice', './folder/../real/');
    one.link('hidden.yaml', '.hidden/b.yaml');
    one.link('broken.yaml', 'nowhere.yaml');
    one.link('circle.yaml', 'circle.yaml');
    one.link('out.yaml', '../outside.yaml');
    one.link('self', '../topic-specs');
    one.link('outside-broken.yaml', '../nowhere.yaml');
    writeFileSync(path.join(one.cwd, 'outside.yaml'), TOPIC('a.outside.v1', {minimum: 1}));
    one.commit();
    const {fresh, unchanged, judged} = await one.since('HEAD');
    expect(fresh).toEqual([]);
    expect(unchanged).toEqual(judged.findings);
    expect(new Set(judged.findings.map(({rule}) => rule.split('/')[0]))).toEqual(
      new Set(['io', 'syntax', 'topic', 'schema'].filter(prefix => judged.findings.some(({rule}) => rule.startsWith(prefix)))),
    );
    expect(judged.findings.filter(({rule}) => rule === 'topic/min-insync-replicas')).toHaveLength(5);
    expect(judged.findings.filter(({rule}) => rule.startsWith('io/'))).toHaveLength(5);
    // The same content at another place, read from its blob.
    cpSync(path.join(one.cwd, 'topic-specs/real'), path.join(one.cwd, 'topic-specs/copy'), {recursive: true});
    rmSync(path.join(one.cwd, 'topic-specs/real'), {recursive: true});
    rmSync(path.join(one.cwd, 'topic-specs/folder'));
    rmSync(path.join(one.cwd, 'topic-specs/twice'));
    const moved = await one.since('HEAD');
    expect(shown(moved.fresh).filter(line => line.startsWith('topic/min-insync'))).toEqual([]);
  });

  it('takes specs that were not there for new', async () => {
    const one = new Repository();
    writeFileSync(path.join(one.cwd, 'readme'), 'a');
    one.commit();
    one.specs({'a.yaml': TOPIC('a.b.v1', {minimum: 1})});
    const {fresh, unchanged, judged} = await one.since('HEAD');
    expect(fresh).toEqual(judged.findings);
    expect(unchanged).toEqual([]);
  });

  it('shows a rule that threw, however long it has been throwing', async () => {
    const one = new Repository();
    one.specs({'a.yaml': TOPIC('a.b.v1')});
    mkdirSync(path.join(one.cwd, 'policies/ours'), {recursive: true});
    writeFileSync(
      path.join(one.cwd, 'policies/ours/broken.ts'),
      `import {modelPolicy} from 'kafka-weir/policy';
export default modelPolicy({kinds: ['Topic'], title: 'T', rationale: 'R', level: 'note', sources: [], judgeAll() { throw new Error('no'); }, examples: {good: [], bad: []}});\n`,
    );
    one.commit();
    const {fresh} = await one.since('HEAD');
    expect(fresh.map(({rule}) => rule)).toEqual(['ours/broken']);
  });

  it('compares what a waiver covers in part with the same part', async () => {
    const one = new Repository();
    one.specs({
      'a.yaml': TOPIC('a.b.v1', {minimum: 1}),
      'one.yaml': CLUSTER('one', 'production'),
      'two.yaml': CLUSTER('two', 'production'),
    });
    mkdirSync(path.join(one.cwd, 'policies'));
    const waiver = {
      rule: 'topic/min-insync-replicas',
      resource: 'Topic/*',
      clusters: ['one'],
      owner: 'a',
      reason: 'because it is a test',
      expires: '2999-01-01',
    };
    writeFileSync(path.join(one.cwd, 'policies/waivers.yaml'), JSON.stringify({waivers: [waiver]}));
    one.commit();
    const {fresh, unchanged} = await one.since('HEAD');
    expect(shown(fresh).filter(line => line.startsWith('topic/'))).toEqual([]);
    expect(unchanged.filter(({rule}) => rule === waiver.rule).map(({waivedBy, clusters}) => [waivedBy, clusters])).toEqual([
      ['a', ['one']],
      [undefined, ['two']],
    ]);
  });
});

describe('a reference that names nothing to compare with', () => {
  const wrong = (message: string, hint: RegExp) =>
    expect.objectContaining({exit: EXIT.usage, message: expect.stringContaining(message), hint: expect.stringMatching(hint)});

  it('is wrong use, with a word on what to do', async () => {
    const one = new Repository();
    one.specs({'a.yaml': TOPIC('a.b.v1')});
    one.commit();
    for (const ref of ['--upload-pack=x', '', '-x'])
      await expect(one.since(ref)).rejects.toEqual(wrong('--changed-since needs a commit', /origin\/main/));
    for (const ref of ['nope', 'HEAD:topic-specs', 'HEAD\nHEAD'])
      await expect(one.since(ref)).rejects.toEqual(wrong('git knows no commit', /git fetch/));
    await expect(one.since('origin/main')).rejects.toEqual(wrong('"origin/main"', /git fetch origin main/));
    one.git('checkout', '-q', '--orphan', 'other');
    one.commit();
    await expect(one.since('main')).rejects.toEqual(wrong('no commit in common', /HEAD came from/));
  });

  it('says how to deepen a shallow clone', async () => {
    const one = new Repository();
    one.specs({'a.yaml': TOPIC('a.b.v1')});
    one.commit();
    one.commit();
    const clone = new Repository();
    clone.git('fetch', '-q', '--depth=1', `file://${one.cwd}`, 'main');
    clone.git('checkout', '-q', 'FETCH_HEAD');
    await expect(clone.since('HEAD^')).rejects.toEqual(wrong('shallow', /fetch-depth: 0/));
  });

  it('needs a repository', async () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'topic-specs'));
    await expect(changedSince({cwd, specs: 'topic-specs'}, 'HEAD')).rejects.toEqual(wrong('needs a git repository', /clone/));
    await expect(changedSince({cwd, specs: 'missing'}, 'HEAD')).resolves.toBeUndefined();
  });
});

const document = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        name: fc.constantFrom('a.b.v1', 'a.c.v1', 'a.c-d.v1', 'A.b.v1'),
        replicas: fc.constantFrom(1, 3),
        minimum: fc.constantFrom(1, 2),
        extra: fc.constantFrom(
          '',
          '',
          'environments: {development: {spec: {replicationFactor: 1}}}\n',
          'environments: {production: {spec: {partitions: 0}}}\n',
        ),
      })
      .map(({name, ...rest}) => TOPIC(name, rest)),
  },
  fc.constantFrom('just text\n', 'a: [\n', TOPIC('a.b.v1').replace('partitions', 'partition')),
  fc
    .record({name: fc.constantFrom('one', 'two'), environment: fc.constantFrom('production', 'development')})
    .map(({name, environment}) => CLUSTER(name, environment)),
);
const tree = fc.dictionary(
  fc.constantFrom('a.yaml', 'b.yaml', 'x/a.yaml', 'x/b.yaml', 'y/c.yaml'),
  fc.array(document, {minLength: 1, maxLength: 3}).map(all => all.join('---\n')),
  {
    minKeys: 1,
    noNullPrototype: true,
  },
);

it('gives what two whole runs differ by, for any two trees', {timeout: 60_000}, async () => {
  const one = new Repository();
  one.specs({});
  await fc.assert(
    fc.asyncProperty(tree, tree, async (before, after) => {
      one.specs(before);
      one.commit();
      const old = await one.findingsAt('HEAD');
      // Some files stay: else nothing would be shared.
      one.specs({...after, 'a.yaml': before['a.yaml'] ?? after['a.yaml'] ?? TOPIC('a.z.v1')});
      const {fresh, unchanged, judged} = await one.since('HEAD');
      const prints = (findings: readonly Finding[]) =>
        findings.map(({fingerprint, location}) => `${fingerprint} ${location.writtenAt ?? ''}`).sort();
      const expected = [...prints(judged.findings)];
      for (const print of prints(old)) if (expected.includes(print)) expected.splice(expected.indexOf(print), 1);
      expect(prints(fresh)).toEqual(expected);
      expect(fresh.length + unchanged.length).toBe(judged.findings.length);
    }),
    // Each run starts a dozen processes of git, which wait for each other on a busy machine.
    {numRuns: 12},
  );
});
