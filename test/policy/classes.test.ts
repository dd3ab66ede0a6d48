import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {defaultConfig} from '../../src/policy/config.ts';
import {judge} from '../../src/policy/engine.ts';
import {topic} from '../../src/policy/examples.ts';
import {judgesEachTopic} from '../../src/policy/rule.ts';
import {EXAMPLES_DAY} from '../../src/policy/rule-tests.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {resolved} from './resolved.ts';

const {rules, packs, classes} = ourRules();
const validators = await validatorsOf(rules);
const config = defaultConfig(packs, classes);

/** Ids of the rules of the recommended pack, notes aside, that find fault with a topic of a class. */
function faults(topicClass: string, {config: settings, ...spec}: {config?: Record<string, unknown>; [key: string]: unknown}): string[] {
  const document = topic({metadata: {labels: {class: topicClass}}, ...spec, config: settings ?? {}});
  const {models, findings} = resolved([document]);
  expect(findings).toEqual([]);
  return judge(models, {rules, validators, config, today: EXAMPLES_DAY})
    .filter(({level}) => level !== 'note')
    .map(({rule}) => rule);
}

const COMPACTED = {'cleanup.policy': 'compact', 'retention.ms': undefined};

describe.each([...classes])('the class %s', (_name, {rules: settings}) => {
  it.each(Object.entries(settings))('changes %s, which judges single topics, by options that it has', (id, {options = {}}) => {
    const rule = rules.find(one => one.id === id);
    expect(rule !== undefined && judgesEachTopic(rule)).toBe(true);
    expect(validators.get(id)?.options(options)).toEqual([]);
  });
});

describe('topic classes', () => {
  it('are these', () => {
    expect([...classes.keys()].sort()).toEqual([
      'audit',
      'changelog',
      'commands',
      'dead-letter',
      'events',
      'repartition',
      'retry',
      'state',
      'telemetry',
    ]);
  });

  it.each([
    ['events', {config: {'retention.ms': '7d'}}],
    ['events', {config: {'retention.ms': '1d'}}],
    ['commands', {config: {'retention.ms': '1h', 'max.message.bytes': '256KiB'}}],
    ['state', {config: COMPACTED}],
    ['changelog', {name: 'balances-store-changelog', config: COMPACTED}],
    ['changelog', {config: {'cleanup.policy': ['compact', 'delete']}}],
    ['dead-letter', {partitions: 3, config: {'retention.ms': '28d'}}],
    ['retry', {config: {'retention.ms': '1d'}}],
    ['repartition', {name: 'app-totals-repartition', config: {'retention.ms': -1, 'segment.bytes': '50MiB'}}],
    ['audit', {config: {'retention.ms': '3650d'}}],
    ['telemetry', {replicationFactor: 2, config: {'min.insync.replicas': 1, 'retention.ms': '2d'}}],
    ['telemetry', {config: {'min.insync.replicas': undefined, 'retention.ms': '2d'}}],
  ])('are satisfied: %s %j', (topicClass, spec) => {
    expect(faults(topicClass, spec)).toEqual([]);
  });

  it.each([
    ['events', {config: {'retention.ms': '23h'}}, 'topic/retention-bounded'],
    ['events', {config: {'retention.ms': '91d'}}, 'topic/retention-bounded'],
    ['events', {config: COMPACTED}, 'topic/class-cleanup-policy'],
    ['commands', {config: {'max.message.bytes': '1MiB'}}, 'topic/max-message-bytes'],
    ['state', {config: {}}, 'topic/class-cleanup-policy'],
    ['state', {partitions: 61, config: COMPACTED}, 'topic/partitions'],
    ['changelog', {config: {}}, 'topic/class-cleanup-policy'],
    ['dead-letter', {partitions: 13}, 'topic/partitions'],
    ['dead-letter', {config: {'retention.ms': '6d'}}, 'topic/retention-bounded'],
    ['retry', {config: {'retention.ms': '30d'}}, 'topic/retention-bounded'],
    ['audit', {config: {'retention.ms': '30d'}}, 'topic/retention-bounded'],
    ['audit', {config: {'cleanup.policy': ['compact', 'delete'], 'retention.ms': '365d'}}, 'topic/class-cleanup-policy'],
    ['telemetry', {replicationFactor: 1, config: {'min.insync.replicas': 1}}, 'topic/replication-factor'],
    ['telemetry', {replicationFactor: 2, config: {'min.insync.replicas': 2, 'retention.ms': '1d'}}, 'topic/min-insync-below-replication'],
    ['repartition', {config: COMPACTED}, 'topic/class-cleanup-policy'],
    ['event', {}, 'topic/class-known'],
  ])('find fault: %s %j', (topicClass, spec, rule) => {
    expect(faults(topicClass, spec)).toEqual([rule]);
  });
});
