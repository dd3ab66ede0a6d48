import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {type CheckFlags, refuseContradictions} from '../../src/commands/check/flags.ts';
import {onPaths} from '../../src/commands/check/paths.ts';
import {outputsOf} from '../../src/commands/check/reports.ts';
import check from '../../src/commands/check.ts';
import {parserOf} from '../../src/commands/run.ts';
import {EXIT} from '../../src/findings/error.ts';
import {finding} from '../../src/findings/finding.ts';
import type {LoadedSpecs} from '../../src/specs/load.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

describe('flags of check that contradict each other', () => {
  it.each<[string, string[], Partial<CheckFlags>, string]>([
    ['--allow-new alone', [], {allowNew: true}, '--allow-new says what --update-baseline may do'],
    ['an update of a part', ['topic-specs/a'], {updateBaseline: true}, '--update-baseline takes no PATHS'],
    ['an update for a cluster', [], {updateBaseline: true, cluster: 'live'}, '--update-baseline takes no --cluster'],
    ['an update of none', [], {updateBaseline: true, baseline: false}, '--update-baseline and --no-baseline'],
    ['an update in an audit', [], {updateBaseline: true, waivers: false}, '--update-baseline and --no-waivers'],
    ['an update of what is fixed', [], {updateBaseline: true, fix: true}, '--update-baseline and --fix'],
    ['a fix in an audit', [], {fix: true, waivers: false}, '--fix and --no-waivers'],
    ['an update of what is new', [], {updateBaseline: true, changedSince: 'main'}, '--update-baseline takes no --changed-since'],
    ['fixing while watching', [], {watch: true, fix: true}, '--watch and --fix exclude each other'],
    ['an update while watching', [], {watch: true, updateBaseline: true}, '--watch and --update-baseline exclude each other'],
    ['--dry-run alone', [], {dryRun: true}, '--dry-run shows what --fix would do'],
    ['a diff in a format', [], {fix: true, dryRun: true, format: 'json'}, '--dry-run prints a diff and no report'],
    ['a diff and a report', [], {fix: true, dryRun: true, report: ['json=a.json']}, '--dry-run prints a diff and no report'],
  ])('%s', (_name, paths, flags, message) => {
    const refuse = () => refuseContradictions(paths, {waivers: true, ...flags});
    expect(refuse).toThrow(message);
    expect(refuse).toThrow(expect.objectContaining({exit: EXIT.usage, hint: expect.stringMatching(/\S/)}));
  });

  it.each<[string[], Partial<CheckFlags>]>([
    [['topic-specs/a'], {fix: true}],
    [[], {updateBaseline: true, allowNew: true, baseline: 'other.json'}],
    [[], {fix: true, dryRun: true, baseline: false}],
    [[], {waivers: false, baseline: false}],
    [['topic-specs/a'], {changedSince: 'main', fix: true}],
    [['topic-specs/a'], {changedSince: 'main', watch: true}],
  ])('%j %j do not', (paths, flags) => expect(() => refuseContradictions(paths, {waivers: true, ...flags})).not.toThrow());
});

describe('the outputs of a run', () => {
  const places = {cwd: '/nowhere', specs: 'topic-specs', policies: 'policies'};

  it('are one that is printed and any that are written', () =>
    expect(outputsOf({...places, report: ['sarif=a=b.sarif', 'junit=c.xml']})).toEqual({
      format: 'pretty',
      targets: [
        {format: 'sarif', file: 'a=b.sarif'},
        {format: 'junit', file: 'c.xml'},
      ],
    }));

  it('have a file each', () => {
    expect(() => outputsOf({...places, output: './a.json', report: ['json=a.json']})).toThrow('--output and --report both write a.json');
    expect(() => outputsOf({...places, format: 'srif'})).toThrow('did you mean "sarif"?');
  });

  it('take no place of what is judged, by whatever way', () => {
    const cwd = temporaryFolder();
    const here = {...places, cwd};
    mkdirSync(path.join(cwd, 'topic-specs/shop'), {recursive: true});
    writeFileSync(path.join(cwd, 'topic-specs/shop/t.yaml'), '');
    symlinkSync('topic-specs/shop/t.yaml', path.join(cwd, 'link'));
    symlinkSync('topic-specs', path.join(cwd, 'linked'));
    for (const file of ['topic-specs/shop/t.yaml', './topic-specs/new.YML', 'link', 'linked/new.yaml'])
      expect(() => outputsOf({...here, report: [`json=${file}`]})).toThrow(
        `a report cannot be written to ${file}: that place is for a spec`,
      );
    expect(() => outputsOf({...here, output: 'policies/policy.yaml'})).toThrow('that place is for a file of the policies');
    expect(() => outputsOf({...here, output: 'policies/topic/ours.ts'})).toThrow('that place is for a file of the policies');
    expect(() => outputsOf({...here, output: 'policies/baseline.json'})).toThrow('that place is for the baseline');
    expect(() => outputsOf({...here, baseline: 'known.json', output: 'known.json'})).toThrow('that place is for the baseline');
    expect(() => outputsOf({...here, output: 'topic-specs/report.json', report: ['html=policies/r.html', 'json=a.yaml']})).not.toThrow();
  });
});

describe('a command line of check', () => {
  const parsed = async (...args: string[]) => {
    const parser = (await parserOf('check', check)).configureOutput({writeErr: () => undefined});
    return parser.parse(args, {from: 'user'}).opts();
  };

  it.each([[['--baseline', 'a.json', '--no-baseline']], [['--no-baseline', '--baseline', 'a.json']]])(
    'that takes a baseline and none is refused: %j',
    args => expect(parsed(...args)).rejects.toThrow('--baseline and --no-baseline exclude each other'),
  );

  it('may take either', async () => {
    expect(await parsed('--baseline', 'a.json')).toMatchObject({baseline: 'a.json'});
    expect(await parsed('--no-baseline')).toMatchObject({baseline: false});
  });
});

describe('the paths of a run', () => {
  const findings = ['topic-specs/shop/t.yaml', 'policies/waivers.yaml'].map(file => {
    const location = {file, line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''};
    return finding({rule: 'topic/a', level: 'error', message: 'm', location});
  });
  const specs = {sourceOf: () => undefined} as unknown as LoadedSpecs;

  function on(folder: string): string[] {
    const cwd = path.join(temporaryFolder(), 'in');
    mkdirSync(path.join(cwd, 'topic-specs/shop'), {recursive: true});
    mkdirSync(path.join(cwd, 'policies'));
    return onPaths({findings, specs}, {cwd, directory: 'topic-specs', paths: [folder]}).map(({location}) => location.file);
  }

  it.each([
    ['.', ['topic-specs/shop/t.yaml', 'policies/waivers.yaml']],
    ['..', ['topic-specs/shop/t.yaml', 'policies/waivers.yaml']],
    ['topic-specs', ['topic-specs/shop/t.yaml']],
    ['./topic-specs/shop/', ['topic-specs/shop/t.yaml']],
  ])('may hold the specs, be theirs, or be below: %s', (folder, expected) => expect(on(folder)).toEqual(expected));

  it('are refused elsewhere', () => expect(() => on('policies')).toThrow('policies is not below topic-specs'));
});

it('a baseline that cannot be read is written anew where all is taken in, and only there', async () => {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'topic-specs'));
  mkdirSync(path.join(cwd, 'policies'));
  writeFileSync(path.join(cwd, 'topic-specs/t.yaml'), 'apiVersion: weir/v1\nkind: User\nmetadata: {name: a}\nspec: {external: true}\n');
  const file = path.join(cwd, 'policies/baseline.json');
  writeFileSync(file, '{"version": 1,}');
  await expect(runHere(check, ['--update-baseline'], cwd)).rejects.toThrow('nothing follows this comma');
  expect(await runHere(check, ['--update-baseline', '--allow-new'], cwd)).toMatchObject({exit: 0});
  expect(readFileSync(file, 'utf8')).toContain('"resource": "User/a"');
});
