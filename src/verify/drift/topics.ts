import type {LiveTopic} from '../../cluster/facts.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import type {Resource} from '../../specs/model.ts';
import {CANARY_PREFIX} from '../canary-prefix.ts';
import type {Comparison} from '../drift.ts';

/** Kafka's own topics, and those of its companions, are not for Weir to judge. */
const INTERNAL = /^(__|_schemas$|_confluent|connect-(configs|offsets|status)$)/;

/** Topic by topic: partitions, replication factor, every declared setting, and settings that nobody declared. */
export function compareTopics({model, cluster, live}: Comparison<LiveTopic[]>): Finding[] {
  const liveByName = new Map(live.map(topic => [topic.name, topic]));
  const findings: Finding[] = [];
  for (const declared of model.topics) {
    const found = liveByName.get(declared.name);
    liveByName.delete(declared.name);
    if (found === undefined) {
      findings.push(
        differs(declared, cluster.name, 'drift/topic-missing', '/metadata/name', `topic ${declared.name} is not on the cluster`, {
          declared: declared.name,
          live: null,
        }),
      );
    } else {
      findings.push(...compareLayout(declared, found, cluster.name), ...compareConfig(declared, found, cluster.name));
    }
  }
  for (const {name, internal} of liveByName.values()) {
    if (internal || INTERNAL.test(name) || name.startsWith(CANARY_PREFIX)) continue;
    findings.push(
      finding({
        rule: 'drift/topic-unmanaged',
        level: 'note',
        message: `topic ${name} is on the cluster and in no document`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence: {declared: null, live: name},
        discriminator: name,
      }),
    );
  }
  return findings;
}

function compareLayout(declared: Resource<'Topic'>, live: LiveTopic, cluster: string): Finding[] {
  const findings: Finding[] = [];
  const {partitions, replicationFactor} = declared.spec;
  if (live.partitions.length !== partitions) {
    const message = `topic ${declared.name} has ${live.partitions.length} partitions, declared are ${partitions}`;
    findings.push(
      differs(declared, cluster, 'drift/topic-partitions', '/spec/partitions', message, {
        declared: partitions,
        live: live.partitions.length,
      }),
    );
  }
  const factors = [...new Set(live.partitions.map(one => one.replicas.length))];
  if (factors.some(factor => factor !== replicationFactor)) {
    const message = `topic ${declared.name} has ${factors.join(' and ')} replicas a partition, declared are ${replicationFactor}`;
    const evidence = {declared: replicationFactor, live: factors.length === 1 ? factors[0] : factors};
    findings.push(differs(declared, cluster, 'drift/topic-replication-factor', '/spec/replicationFactor', message, evidence));
  }
  return findings;
}

function compareConfig(declared: Resource<'Topic'>, live: LiveTopic, cluster: string): Finding[] {
  const findings: Finding[] = [];
  for (const [name, value] of Object.entries(declared.spec.config)) {
    const explicit = live.config[name];
    if (explicit !== undefined && sameSetting(value, explicit)) continue;
    const inherited = live.inherited[name];
    const message =
      explicit === undefined
        ? `${name} of topic ${declared.name} is not set on the cluster, where the default ${inherited ?? 'of the brokers'} holds; declared is ${value}`
        : `${name} of topic ${declared.name} is ${explicit}, declared is ${value}`;
    const evidence = {declared: value, live: explicit ?? null, ...(explicit === undefined && inherited !== undefined ? {inherited} : {})};
    findings.push(differs(declared, cluster, 'drift/topic-config', `/spec/config/${pointerToken(name)}`, message, evidence));
  }
  for (const [name, value] of Object.entries(live.config)) {
    if (name in declared.spec.config) continue;
    const message = `${name}=${value} is set on topic ${declared.name} by hand and not declared`;
    const evidence = {declared: null, live: value, ...(live.inherited[name] === undefined ? {} : {inherited: live.inherited[name]})};
    findings.push(differs(declared, cluster, 'drift/topic-config-undeclared', '/spec/config', message, evidence, name));
  }
  return findings;
}

/** Lists are sets to Kafka (`compact,delete`), and the broker keeps the text it was given. */
function sameSetting(declared: string, live: string): boolean {
  return declared === live || listOf(declared) === listOf(live);
}

function listOf(text: string): string {
  return text
    .split(',')
    .map(item => item.trim())
    .sort()
    .join(',');
}

function differs(
  declared: Resource<'Topic'>,
  cluster: string,
  rule: string,
  pointer: string,
  message: string,
  evidence: {declared: unknown; live: unknown},
  discriminator?: string,
): Finding {
  return finding({
    rule,
    level: 'warning',
    message,
    resource: {kind: 'Topic', name: declared.name},
    clusters: [cluster],
    location: declared.locate(pointer),
    evidence,
    ...(discriminator === undefined ? {} : {discriminator}),
  });
}

/** A key as a token of a JSON pointer (RFC 6901). */
function pointerToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
