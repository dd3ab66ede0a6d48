import type {LiveTopic} from '../../cluster/facts.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import type {Resource} from '../../specs/model.ts';
import {isObject} from '../../terraform/engine-event.ts';
import type {Attributes} from '../../terraform/provider-attributes.ts';
import {topicAddress} from '../../terraform/resource-ids.ts';
import {CANARY_PREFIX} from '../canary-prefix.ts';
import type {Comparison} from '../drift.ts';
import {fieldDrift, missingDrift, type Told, unmanagedDrift} from './cause.ts';
import type {Holding} from './holdings.ts';

/** Kafka's own topics, and those of its companions, are not for Weir to judge. */
const INTERNAL = /^(__|_schemas$|_confluent|connect-(configs|offsets|status)$)/;

/** Topic by topic: partitions, replication factor, every declared setting, and settings that nobody declared. */
export function compareTopics({model, cluster, live, holdings, isIgnored}: Comparison<LiveTopic[]>): Finding[] {
  const liveByName = new Map(live.map(topic => [topic.name, topic]));
  const findings: Finding[] = [];
  for (const declared of model.topics) {
    const found = liveByName.get(declared.name);
    liveByName.delete(declared.name);
    const holding = holdings.of(topicAddress(declared.name));
    if (found === undefined) {
      const told = missingDrift(declared.name, holding, {again: ', empty'});
      findings.push(
        differs(declared, cluster.name, 'drift/topic-missing', '/metadata/name', `topic ${declared.name} is not on the cluster`, told),
      );
    } else {
      const of = {declared, live: found, holding, cluster: cluster.name};
      findings.push(...compareLayout(of), ...compareConfig(of));
    }
  }
  for (const {name, internal} of liveByName.values()) {
    if (internal || INTERNAL.test(name) || name.startsWith(CANARY_PREFIX)) continue;
    if (holdings.all.has(topicAddress(name)) || isIgnored('Topic', [name])) continue;
    const {words, evidence} = unmanagedDrift(name);
    findings.push(
      finding({
        rule: 'drift/topic-unmanaged',
        level: 'note',
        message: `topic ${name} is on the cluster and in no document: ${words}`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence,
        discriminator: name,
      }),
    );
  }
  return findings;
}

interface Compared {
  declared: Resource<'Topic'>;
  live: LiveTopic;
  holding: Holding;
  cluster: string;
}

function compareLayout({declared, live, holding, cluster}: Compared): Finding[] {
  const findings: Finding[] = [];
  const {partitions, replicationFactor} = declared.spec;
  const count = live.partitions.length;
  if (count !== partitions) {
    const message = `topic ${declared.name} has ${count} partitions, declared are ${partitions}`;
    const difference = {field: 'partitions', declared: partitions, live: count};
    const told = fieldDrift(difference, holding, {applied: attributes => attributes['partitions']});
    findings.push(differs(declared, cluster, 'drift/topic-partitions', '/spec/partitions', message, told));
  }
  const factors = [...new Set(live.partitions.map(one => one.replicas.length))];
  if (factors.some(factor => factor !== replicationFactor)) {
    const message = `topic ${declared.name} has ${factors.join(' and ')} replicas a partition, declared are ${replicationFactor}`;
    const difference = {field: 'replicationFactor', declared: replicationFactor, live: factors.length === 1 ? factors[0] : factors};
    const told = fieldDrift(difference, holding, {applied: attributes => attributes['replication_factor']});
    findings.push(differs(declared, cluster, 'drift/topic-replication-factor', '/spec/replicationFactor', message, told));
  }
  return findings;
}

function compareConfig({declared, live, holding, cluster}: Compared): Finding[] {
  const findings: Finding[] = [];
  const told = (name: string): Told => {
    const [stated, explicit, inherited] = [declared.spec.config[name] ?? null, live.config[name] ?? null, live.inherited[name]];
    const applied = (attributes: Attributes): unknown => (isObject(attributes['config']) ? attributes['config'][name] : null);
    const drift = fieldDrift({field: `config.${name}`, declared: stated, live: explicit}, holding, {applied, same: sameValue});
    const tellsDefault = inherited !== undefined && (explicit === null || stated === null);
    return tellsDefault ? {...drift, evidence: Object.assign({}, drift.evidence, {inherited})} : drift;
  };
  for (const [name, value] of Object.entries(declared.spec.config)) {
    const explicit = live.config[name];
    if (explicit !== undefined && sameSetting(value, explicit)) continue;
    const message =
      explicit === undefined
        ? `${name} of topic ${declared.name} is not set on the cluster, where the default ${live.inherited[name] ?? 'of the brokers'} holds; declared is ${value}`
        : `${name} of topic ${declared.name} is ${explicit}, declared is ${value}`;
    findings.push(differs(declared, cluster, 'drift/topic-config', `/spec/config/${pointerToken(name)}`, message, told(name)));
  }
  for (const [name, value] of Object.entries(live.config)) {
    if (name in declared.spec.config) continue;
    const message = `${name}=${value} is set on topic ${declared.name} and not declared`;
    findings.push(differs(declared, cluster, 'drift/topic-config-undeclared', '/spec/config', message, told(name), name));
  }
  return findings;
}

function sameValue(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' ? sameSetting(one, other) : one === other;
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
  {words, evidence}: Told,
  discriminator?: string,
): Finding {
  return finding({
    rule,
    level: 'warning',
    message: `${message}; ${words}`,
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
