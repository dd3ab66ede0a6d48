import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import type {Finding} from '../../src/findings/finding.ts';
import {defaultConfig} from '../../src/policy/config.ts';
import {judge, judgePlan} from '../../src/policy/engine.ts';
import type {Document} from '../../src/policy/examples.ts';
import type {Rule, RuleDefinition} from '../../src/policy/rule.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {at, cluster, clustersPolicy, modelPolicy, option, planPolicy, policy, topic} from '../../src/public/policy.ts';
import {resolved, resolvedText} from './resolved.ts';

const {packs} = ourRules();
const about = {title: 'A title', rationale: 'A reason.', level: 'warning', sources: ['a source'], examples: {good: [], bad: []}} as const;

function team(id: string, definition: RuleDefinition): Rule {
  return {...definition, id, origin: 'team'};
}

async function found(documents: Document[] | string, ...rules: Rule[]): Promise<Finding[]> {
  const {models} = typeof documents === 'string' ? resolvedText(documents) : resolved(documents);
  return judge(models, {rules, validators: await validatorsOf(rules), config: defaultConfig(packs)});
}

const fewPartitions = team(
  'topic/few-partitions',
  policy({
    ...about,
    kind: 'Topic',
    options: {max: {type: 'integer', description: 'Most.', default: 6}},
    schema: at('spec.partitions', {wholeMaximum: option('max')}),
    message: ({value, max}) => `${value} is above ${max}`,
    fix: ({max}) => ({'spec.partitions': max}),
  }),
);

describe('a rule about a document', () => {
  it('points at the value, with message, fix and level', async () => {
    const text = 'apiVersion: weir/v1\nkind: Topic\nmetadata: {name: a.b.c}\nspec:\n  partitions:   12\n  replicationFactor: 3\n';
    expect(await found(text, fewPartitions)).toMatchObject([
      {
        rule: 'topic/few-partitions',
        level: 'warning',
        message: '12 is above 6',
        resource: {kind: 'Topic', name: 'a.b.c'},
        clusters: [],
        location: {file: 'specs.yaml', line: 5, column: 17, endLine: 5, endColumn: 19, pointer: '/spec/partitions'},
        fix: {'/spec/partitions': 6},
      },
    ]);
  });

  it('points at the nearest parent of a missing value, and at the key where it says so', async () => {
    const text =
      'apiVersion: weir/v1\nkind: Topic\nmetadata: {name: a.b.c}\nspec:\n  partitions: 1\n  replicationFactor: 3\n  config: {retention.ms: 7d}\n';
    const missing = team(
      'topic/missing',
      policy({...about, kind: 'Topic', schema: at('spec.config.segment.ms', {}, {required: true}), message: () => 'missing'}),
    );
    const forbidden = team(
      'topic/forbidden',
      policy({...about, kind: 'Topic', schema: at('spec.config.retention.ms', {not: {}}), mark: 'key', message: () => 'forbidden'}),
    );
    expect(await found(text, missing)).toMatchObject([{location: {line: 7, column: 3, endColumn: 9, pointer: '/spec/config/segment.ms'}}]);
    expect(await found(text, forbidden)).toMatchObject([
      {location: {line: 7, column: 12, endColumn: 24, pointer: '/spec/config/retention.ms'}},
    ]);
  });

  it('has one finding for each place, and none twice', async () => {
    const rule = team(
      'topic/both',
      policy({
        ...about,
        kind: 'Topic',
        schema: {
          allOf: [
            at('spec.partitions', {const: 1}),
            at('spec.partitions', {maximum: 2}),
            at('spec', {anyOf: [{required: ['x']}, {required: ['y']}]}),
          ],
        },
        message: ({pointer}) => pointer,
      }),
    );
    expect((await found([topic()], rule)).map(({message}) => message).sort()).toEqual(['/spec', '/spec/partitions']);
  });

  it('sees config values as exact text', async () => {
    const rule = team(
      'topic/exact',
      policy({...about, kind: 'Topic', schema: at('spec.config.retention.ms', {const: '1'}), message: ({value}) => String(value)}),
    );
    expect(await found([topic({config: {'retention.ms': '9223372036854775807'}})], rule)).toMatchObject([{message: '9223372036854775807'}]);
    expect(await found([topic({config: {'retention.ms': '7d'}})], rule)).toMatchObject([{message: '604800000'}]);
  });
});

describe('several clusters', () => {
  const documents = [
    cluster({name: 'production'}),
    cluster({name: 'staging', environment: 'staging'}),
    {...topic(), environments: {staging: {spec: {partitions: 3}}}},
  ];

  it('share one finding, which names them', async () => {
    const all = team(
      'topic/all',
      policy({...about, kind: 'Topic', schema: at('spec.replicationFactor', {const: 1}), message: () => 'copies'}),
    );
    expect(await found(documents, all)).toMatchObject([{clusters: ['production', 'staging']}]);
  });

  it('differ where a patch makes them differ', async () => {
    expect(await found(documents, fewPartitions)).toMatchObject([{clusters: ['production'], message: '12 is above 6'}]);
  });

  it('are all seen by a rule about them together, and only the judged one is told of', async () => {
    const together = team(
      'cluster/together',
      clustersPolicy({
        ...about,
        kinds: ['Topic'],
        judgeAll(models, _options, report) {
          for (const {cluster: one, topics} of models) {
            const [resource] = topics;
            if (resource === undefined || one === undefined) continue;
            report({resource, at: 'spec.partitions', clusters: [one.name], message: `${one.name} of ${models.length}`});
          }
        },
      }),
    );
    const {models} = resolved(documents);
    const judging = {rules: [together], validators: await validatorsOf([together]), config: defaultConfig(packs)};
    const staging = models.filter(({cluster: one}) => one?.name === 'staging');
    expect(judge(staging, {...judging, everywhere: models}).map(({message}) => message)).toEqual(['staging of 2']);
    expect(judge(models, judging)).toHaveLength(2);
  });
});

describe("a team's rule by code", () => {
  const emptied = team(
    'topic/emptied',
    modelPolicy({...about, kinds: ['Topic'], judgeAll: ({topics}) => void (topics as unknown[]).pop()}),
  );

  it('takes nothing away from the rules after it', async () => {
    const all = await found([topic({partitions: 12})], emptied, fewPartitions);
    expect(all.map(({rule, level}) => [rule, level])).toEqual([
      ['topic/emptied', 'error'],
      ['topic/few-partitions', 'warning'],
    ]);
    expect(all[0]?.message).toContain('it changes what it judges, which other rules judge too, and must copy it first');
  });

  it('says what is missing where it reports without a document or a path', async () => {
    const reporting = (id: string, what: unknown): Rule =>
      team(id, modelPolicy({...about, kinds: ['Topic'], judgeAll: (_model, _options, report) => report(what as never)}));
    const all = await found(
      [topic()],
      reporting('topic/a', {at: '', message: 'm'}),
      reporting('topic/b', {resource: {locate: () => 1}, message: 'm'}),
    );
    expect(all.map(({message}) => message)).toEqual([
      expect.stringContaining('report() needs resource'),
      expect.stringContaining('report() needs at'),
    ]);
  });

  it('cannot report when it has returned', async () => {
    let late: (() => void) | undefined;
    const rule = team(
      'topic/late',
      modelPolicy({
        ...about,
        kinds: ['Topic'],
        judgeAll({topics: [resource]}, _options, report) {
          late = () => resource !== undefined && report({resource, at: '', message: 'too late'});
        },
      }),
    );
    expect(await found([topic()], rule)).toEqual([]);
    expect(late).toThrow('the rule topic/late called report() after it had returned');
  });
});

describe('a rule that throws', () => {
  const thrower = () => {
    throw new Error('boom');
  };
  it.each([
    ['in its message', policy({...about, kind: 'Topic', schema: at('spec.partitions', {const: 1}), message: thrower})],
    ['in its judgement', modelPolicy({...about, kinds: ['Topic'], judgeAll: thrower})],
    ['by a message that is no text', policy({...about, kind: 'Topic', schema: at('spec.partitions', {const: 1}), message: () => ''})],
  ])('%s is an error that names it', async (_where, definition) => {
    const [first, ...others] = await found([topic()], team('topic/thrower', definition));
    expect(others).toEqual([]);
    expect(first).toMatchObject({rule: 'topic/thrower', level: 'error', resource: {name: 'payments.orders.placed.v1'}});
    expect(first?.message).toMatch(/the rule topic\/thrower failed and judged nothing here \(.+\); correct the rule/);
  });
});

describe('a rule about a plan', () => {
  const rule = team(
    'plan/no-destroy',
    planPolicy<{action: string; name: string}, {records: number}, Record<never, never>>({
      ...about,
      judge: ({action, name}, {records}, _options, report) => {
        if (action === 'explode') throw new Error('boom');
        if (action === 'destroy')
          report({resource: clusterResource(), at: '', about: {kind: 'Topic', name}, message: `destroys ${records} records`});
      },
    }),
  );
  const [model] = resolved([cluster()]).models;
  function clusterResource() {
    if (model?.cluster === undefined) throw new Error('the example has no cluster');
    return model.cluster;
  }
  const run = (changes: {action: string; name: string}[]) => {
    if (model === undefined) throw new Error('the example has no model');
    return judgePlan(
      {model, clusterDocument: clusterResource(), changes, facts: {records: 7}},
      {rules: [rule], config: defaultConfig(packs)},
    );
  };

  it('names what is gone, at the Cluster document', () => {
    const findings = run([
      {action: 'destroy', name: 'a'},
      {action: 'update', name: 'b'},
      {action: 'destroy', name: 'c'},
    ]);
    expect(findings).toMatchObject([
      {resource: {kind: 'Topic', name: 'a'}, message: 'destroys 7 records', location: {line: 1}, clusters: ['production']},
      {resource: {kind: 'Topic', name: 'c'}},
    ]);
  });

  it('is an error where it throws', () => {
    expect(run([{action: 'explode', name: 'a'}])).toMatchObject([{rule: 'plan/no-destroy', level: 'error'}]);
  });
});
