import {describe, expect, it} from 'vitest';
import {effective, localRetention} from '../../src/policy/effective-settings.ts';
import {cluster, topic} from '../../src/policy/examples.ts';
import {brokerHistory} from '../../src/specs/broker-settings.ts';
import type {Resource} from '../../src/specs/model.ts';
import {TOPIC_HISTORY} from '../../src/specs/topic-settings.ts';
import {resolved} from './resolved.ts';

/** A topic that states these settings alone, and the Cluster that says this of its brokers. */
function held(config: Record<string, unknown>, brokers: Record<string, unknown> = {}, version?: string) {
  const stated = {'min.insync.replicas': undefined, 'cleanup.policy': undefined, 'retention.ms': undefined, ...config};
  const documents = [cluster({brokers: {config: brokers, ...(version === undefined ? {} : {version})}}), topic({config: stated})];
  const {models, findings} = resolved(documents);
  expect(findings).toEqual([]);
  const [model] = models;
  const [declared] = model?.topics ?? [];
  if (declared === undefined) throw new Error('no topic');
  return {spec: declared.spec, cluster: model?.cluster as Resource<'Cluster'> | undefined};
}

describe('the value of a topic setting', () => {
  it.each([
    [{'segment.bytes': '10MiB'}, {'log.segment.bytes': '20MiB'}, 'segment.bytes', '10485760', 'topic', 'segment.bytes'],
    [{}, {'log.segment.bytes': '20MiB'}, 'segment.bytes', '20971520', 'cluster', 'log.segment.bytes'],
    [{}, {}, 'segment.bytes', '1073741824', 'kafka', 'segment.bytes'],
    [{}, {'log.roll.hours': 24}, 'segment.ms', '86400000', 'cluster', 'log.roll.hours'],
    [{}, {'log.roll.hours': 24, 'log.roll.ms': '1h'}, 'segment.ms', '3600000', 'cluster', 'log.roll.ms'],
    [{}, {'log.retention.minutes': 90, 'log.retention.hours': 24}, 'retention.ms', '5400000', 'cluster', 'log.retention.minutes'],
    [{}, {'log.retention.hours': -1}, 'retention.ms', '-1', 'cluster', 'log.retention.hours'],
    [{}, {'message.max.bytes': '5MiB'}, 'max.message.bytes', '5242880', 'cluster', 'message.max.bytes'],
    [{}, {'min.insync.replicas': 2}, 'min.insync.replicas', '2', 'cluster', 'min.insync.replicas'],
  ])('of %j on brokers with %j: %s is %s', (config, brokers, name, text, from, by) => {
    const {spec, cluster: where} = held(config, brokers);
    expect(effective(spec, name, where)).toEqual({text, from, name: by});
  });

  it("is Kafka's default where there is no Cluster, in the version of the brokers where one is stated", () => {
    expect(effective({config: {}}, 'retention.ms', undefined)).toEqual({text: '604800000', from: 'kafka', name: 'retention.ms'});
    const {spec, cluster: where} = held({}, {}, '3.9');
    expect(effective(spec, 'message.timestamp.after.max.ms', where)?.text).toBe('9223372036854775807');
  });

  // Each default of the brokers, stated, must be the default of the topic setting: the units and names of both agree.
  it('is the same whether brokers state their defaults or keep them', () => {
    const defaults: Record<string, string> = {};
    for (const name of brokerHistory().names()) {
      const text = brokerHistory().at(name)?.default;
      if (text !== undefined && text !== null && text !== '') defaults[name] = text;
    }
    const {cluster: where} = held({});
    if (where === undefined) throw new Error('no cluster');
    const stating = {...where, spec: {...where.spec, brokers: {config: defaults}}};
    let byBrokers = 0;
    for (const name of TOPIC_HISTORY.names()) {
      const setting = effective({config: {}}, name, stating);
      expect(setting?.text, name).toBe(effective({config: {}}, name, undefined)?.text);
      if (setting?.from === 'cluster') byBrokers += 1;
    }
    expect(byBrokers).toBe(28);
  });
});

describe('what the disks of a broker keep', () => {
  it.each([
    [{'retention.bytes': '10GiB'}, {}, 10_737_418_240n],
    [{}, {'log.retention.bytes': '1GiB'}, 1_073_741_824n],
    [{}, {}, -1n],
    [{'remote.storage.enable': true, 'retention.bytes': '10GiB'}, {}, 10_737_418_240n],
    [{'remote.storage.enable': true, 'retention.bytes': '10GiB', 'local.retention.bytes': '1GiB'}, {}, 1_073_741_824n],
    [{'remote.storage.enable': true, 'retention.bytes': '10GiB'}, {'log.local.retention.bytes': '2GiB'}, 2_147_483_648n],
    [{'retention.bytes': '10GiB'}, {'log.local.retention.bytes': '2GiB'}, 10_737_418_240n],
  ])('of %j on brokers with %j', (config, brokers, bytes) => {
    const {spec, cluster: where} = held(config, brokers);
    expect(localRetention(spec, 'bytes', where).whole).toBe(bytes);
  });
});
