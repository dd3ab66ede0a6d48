import {describe, expect, it} from 'vitest';
import {type CheckFlags, refuseContradictions} from '../../src/commands/check/flags.ts';
import {outputsOf} from '../../src/commands/check/reports.ts';
import {EXIT} from '../../src/findings/error.ts';

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
  it('are one that is printed and any that are written', () =>
    expect(outputsOf({report: ['sarif=a=b.sarif', 'junit=c.xml']})).toEqual({
      format: 'pretty',
      targets: [
        {format: 'sarif', file: 'a=b.sarif'},
        {format: 'junit', file: 'c.xml'},
      ],
    }));

  it('have a file each', () => {
    expect(() => outputsOf({output: './a.json', report: ['json=a.json']})).toThrow('--output and --report both write a.json');
    expect(() => outputsOf({format: 'srif'})).toThrow('did you mean "sarif"?');
  });
});
