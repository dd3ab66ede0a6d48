import {describe, expect, it} from 'vitest';
import {cluster, type Document, topic} from '../../src/policy/examples.ts';
import {resolveExamples} from '../../src/policy/resolve-examples.ts';

const GONE = 'message.format.version';
const POINTER = `/spec/config/${GONE}`;

/** A Cluster whose brokers run this version, in an environment of its own name. */
function running(name: string, version?: string): Document {
  return cluster({name, environment: name, brokers: version === undefined ? {} : {version}});
}

/** What is said of a setting that is gone, and what a fix would write. */
function told(...documents: Document[]) {
  return resolveExamples(documents).findings.map(({rule, clusters, message, fix}) => ({rule, clusters, message, fix}));
}

const stating = (config: Record<string, unknown> = {[GONE]: '3.9'}) => topic({config});

describe('a topic setting that is gone', () => {
  it('is fixed by leaving it out where nothing replaces it', () => {
    expect(told(stating())).toEqual([
      {
        rule: 'schema/unknown-key',
        clusters: [],
        message: expect.stringMatching(/is gone since Kafka 4\.0; leave it out/),
        fix: {[POINTER]: null},
      },
    ]);
    expect(told(running('production', '4.1'), stating())).toMatchObject([{clusters: ['production'], fix: {[POINTER]: null}}]);
  });

  it('is not fixed where others replace it, where it is to come, or where it never was', () => {
    for (const config of [{'message.timestamp.difference.max.ms': '1h'}, {'message.format.versoin': '3.9'}])
      expect(told(stating(config))).toMatchObject([{fix: undefined}]);
    expect(told(running('production', '4.0'), stating({'compression.zstd.level': 3, 'internal.segment.bytes': 1}))).toMatchObject([
      {fix: undefined},
    ]);
  });

  it('is fixed where all clusters that the document holds for agree', () => {
    const both = told(running('production', '4.0'), running('staging', '4.1'), stating());
    expect(both.map(({fix}) => fix)).toEqual(both.map(() => ({[POINTER]: null})));
  });

  it('is not fixed for one cluster where another still has it', () => {
    expect(told(running('production', '3.9'), running('staging', '4.1'), stating())).toMatchObject([
      {clusters: ['staging'], fix: undefined},
    ]);
  });

  it('is fixed where the cluster that still has it does not hold the document, or states it no more', () => {
    const clusters = [running('production', '3.9'), running('staging', '4.1')];
    const elsewhere = topic({metadata: {clusters: ['staging']}, config: {[GONE]: '3.9'}});
    expect(told(...clusters, elsewhere)).toMatchObject([{clusters: ['staging'], fix: {[POINTER]: null}}]);
    const patched = {...stating(), environments: {production: {spec: {config: {[GONE]: null}}}}};
    expect(told(...clusters, patched)).toMatchObject([{clusters: ['staging'], fix: {[POINTER]: null}}]);
  });

  it('is not fixed while a Cluster cannot be read: it may still have it', () => {
    const broken = running('production', 'four');
    expect(told(broken, stating()).find(({rule}) => rule === 'schema/unknown-key')).toMatchObject({fix: undefined});
  });

  it('of the brokers is not fixed: the Cluster describes them', () => {
    const describing = cluster({brokers: {config: {'log.message.format.version': '3.9'}}});
    expect(told(describing)).toMatchObject([{message: expect.stringMatching(/is gone since/), fix: undefined}]);
  });
});
