import {expect, it} from 'vitest';
import {KIND_DEFINITIONS} from '../../src/specs/kinds/index.ts';
import {normalise} from '../../src/specs/normalise.ts';

/** A topic's settings as Kafka's text, and where something is wrong with them. */
function settle(config: Record<string, unknown>, brokersVersion?: string) {
  const {spec, issues} = normalise(KIND_DEFINITIONS.Topic.spec, {partitions: 3, replicationFactor: 3, config}, brokersVersion);
  return {config: spec['config'], at: issues.map(({pointer}) => pointer)};
}

it('reads a value that stood in an earlier document as it read it there', () => {
  const written = {'retention.ms': '7d', 'min.insync.replicas': 2, 'cleanup.policy': 'delete,compact', preallocate: true};
  const first = settle(written);
  expect(first).toEqual({
    config: {'retention.ms': '604800000', 'min.insync.replicas': '2', 'cleanup.policy': 'compact,delete', preallocate: 'true'},
    at: [],
  });
  expect(settle(written)).toEqual(first);
});

it('says what is wrong with a value in every document that holds it', () => {
  const wrong = {
    'retention.ms': '1.5h',
    'max.message.bytes': -7,
    'cleanup.policy': 'often',
    'leader.replication.throttled.replicas': 'e\u0301',
  };
  const at = [
    '/spec/config/retention.ms',
    '/spec/config/max.message.bytes',
    '/spec/config/cleanup.policy',
    '/spec/config/leader.replication.throttled.replicas',
  ];
  expect([settle(wrong).at, settle(wrong).at]).toEqual([at, at]);
});

it('judges a value again for brokers of another version', () => {
  // The least segment was raised to 1 MiB in Kafka 4.1.
  const small = {'segment.bytes': 1000};
  expect(['4.0', undefined, '4.0', '4.3'].map(version => settle(small, version).at.length)).toEqual([0, 1, 0, 1]);
});
