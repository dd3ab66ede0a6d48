import type {LiveBrokerConfig} from '../../cluster/broker-configs.ts';
import {type Finding, finding, type Location} from '../../findings/finding.ts';
import type {Resource} from '../../specs/model.ts';
import type {Comparison} from '../drift.ts';

/** What the Cluster says that its brokers run with, setting by setting. What it does not state is not its claim. */
export function compareBrokerConfigs(comparison: Comparison<LiveBrokerConfig[]>): Finding[] {
  const {cluster, live} = comparison;
  const unproved = hiddenSettings(comparison).map(name =>
    finding({
      rule: 'drift/broker-config-hidden',
      level: 'note',
      message: `brokers do not show ${name}, so nothing tells whether they run with what is declared`,
      resource: {kind: 'Cluster', name: cluster.name},
      clusters: [cluster.name],
      location: locationOf(cluster, name),
    }),
  );
  const differing = Object.entries(cluster.spec.brokers?.config ?? {}).flatMap(([name, declared]) => {
    const others = live.flatMap(broker => {
      const value = effective(name, broker.values);
      return broker.hidden.includes(name) || (value !== undefined && same(declared, value))
        ? []
        : [{id: broker.brokerId, value: value ?? null}];
    });
    if (others.length === 0) return [];
    const values = [...new Set(others.map(({value}) => value ?? 'not set'))].join(' and ');
    const ids = others.map(({id}) => id);
    return [
      finding({
        rule: 'drift/broker-config',
        level: 'warning',
        message: `${name} is ${values} on ${ids.length === 1 ? 'broker' : 'brokers'} ${ids.join(', ')}, declared is ${declared}`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: locationOf(cluster, name),
        evidence: {declared, live: Object.fromEntries(others.map(({id, value}) => [id, value]))},
      }),
    ];
  });
  return [...differing, ...unproved];
}

function locationOf(cluster: Resource<'Cluster'>, name: string): Location {
  return cluster.locate(`/spec/brokers/config/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

/** Declared settings that some broker keeps to itself: nothing can be said of them. */
export function hiddenSettings({cluster, live}: Pick<Comparison<LiveBrokerConfig[]>, 'cluster' | 'live'>): string[] {
  return Object.keys(cluster.spec.brokers?.config ?? {}).filter(name => live.some(({hidden}) => hidden.includes(name)));
}

/** Settings that hold by another one while they are not set themselves (KafkaConfig, LogConfig of the broker). */
const FALLBACKS: Record<string, readonly [name: string, factorMs: bigint][]> = {
  'log.retention.ms': [
    ['log.retention.minutes', 60_000n],
    ['log.retention.hours', 3_600_000n],
  ],
  'log.roll.ms': [['log.roll.hours', 3_600_000n]],
  'log.roll.jitter.ms': [['log.roll.jitter.hours', 3_600_000n]],
};

function effective(name: string, values: Readonly<Record<string, string>>): string | undefined {
  const own = values[name];
  if (own !== undefined) return own;
  for (const [other, factorMs] of FALLBACKS[name] ?? []) {
    const value = values[other];
    // Below zero it means that there is no limit, in any unit.
    if (value !== undefined && /^-?\d+$/.test(value)) return String(BigInt(value) < 0n ? -1n : BigInt(value) * factorMs);
  }
  return undefined;
}

/** Brokers print a list as they were given it, with spaces or without, and a fraction as Java does. */
function same(declared: string, live: string): boolean {
  if (declared === live || listOf(declared) === listOf(live)) return true;
  return /^\d+(\.\d+)?$/.test(declared) && live.trim() !== '' && Number(declared) === Number(live) && /[.E]/.test(declared + live);
}

function listOf(text: string): string {
  return text
    .split(',')
    .map(item => item.trim())
    .sort()
    .join(',');
}
