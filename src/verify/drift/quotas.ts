import type {LiveQuota} from '../../cluster/facts.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import {QUOTA_RATES} from '../../specs/model.ts';
import {attributesOfEntity} from '../../terraform/adoption.ts';
import {isObject} from '../../terraform/engine-event.ts';
import {type Attributes, nameOfAttributes} from '../../terraform/provider-attributes.ts';
import {quotaAddress} from '../../terraform/resource-ids.ts';
import type {Comparison} from '../drift.ts';
import {fieldDrift, missingDrift, unmanagedDrift} from './cause.ts';

export function compareQuotas({model, cluster, live, holdings, isIgnored}: Comparison<LiveQuota[]>): Finding[] {
  const findings: Finding[] = [];
  const liveByEntity = new Map(live.map(quota => [entityText(quota.entity), quota]));
  for (const declared of model.quotas) {
    const entity = entityText([declared.spec.entity]);
    const found = liveByEntity.get(entity);
    liveByEntity.delete(entity);
    const holding = holdings.of(quotaAddress(declared.spec.entity));
    const common = {level: 'warning' as const, resource: {kind: 'Quota', name: declared.name}, clusters: [cluster.name]};
    if (found === undefined) {
      const {words, evidence} = missingDrift(entity, holding);
      const message = `the quota of ${entity} is not on the cluster; ${words}`;
      findings.push(
        finding({
          ...common,
          rule: 'drift/quota-missing',
          message,
          location: declared.locate('/spec/entity'),
          evidence,
        }),
      );
      continue;
    }
    for (const [field, key] of rateEntries()) {
      const stated = declared.spec[field];
      const holds = found.values[key];
      if (stated === holds) continue;
      const applied = (attributes: Attributes): unknown => (isObject(attributes['config']) ? attributes['config'][key] : null);
      const {words, evidence} = fieldDrift({field: key, declared: stated ?? null, live: holds ?? null}, holding, {applied});
      const message =
        stated === undefined
          ? `${key} of ${entity} is ${holds} on the cluster and not declared`
          : `${key} of ${entity} is ${holds ?? 'not set'} on the cluster, declared is ${stated}`;
      findings.push(
        finding({
          ...common,
          rule: 'drift/quota-differs',
          message: `${message}; ${words}`,
          location: declared.locate(stated === undefined ? '/spec' : `/spec/${field}`),
          evidence,
          discriminator: key,
        }),
      );
    }
  }
  for (const [entity, quota] of liveByEntity) {
    const [one, second] = quota.entity;
    // A user and a client id together are no resource of the provider.
    const single = one === undefined || second !== undefined ? undefined : one;
    if (single !== undefined && holdings.all.has(quotaAddress(single))) continue;
    if (isIgnored('Quota', [entity, ...(single === undefined ? [] : [nameOfAttributes('Quota', attributesOfEntity(single))])])) continue;
    const {words, evidence} = unmanagedDrift(entity);
    findings.push(
      finding({
        rule: 'drift/quota-unmanaged',
        level: 'note',
        message: `the quota of ${entity} is on the cluster and in no document: ${words}`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence,
        discriminator: entity,
      }),
    );
  }
  return findings;
}

function rateEntries() {
  // The table is a literal, so its keys are exactly the fields.
  return Object.entries(QUOTA_RATES) as [keyof typeof QUOTA_RATES, string][];
}

function entityText(entity: LiveQuota['entity']): string {
  return entity
    .map(({type, name}) => (name === undefined ? `the default ${type}` : `${type} ${JSON.stringify(name)}`))
    .sort()
    .join(' + ');
}
