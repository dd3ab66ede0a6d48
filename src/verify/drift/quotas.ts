import type {LiveQuota} from '../../cluster/facts.ts';
import {type Finding, finding} from '../../findings/finding.ts';
import {QUOTA_RATES} from '../../specs/model.ts';
import type {Comparison} from '../drift.ts';

export function compareQuotas({model, cluster, live}: Comparison<LiveQuota[]>): Finding[] {
  const findings: Finding[] = [];
  const liveByEntity = new Map(live.map(quota => [entityText(quota.entity), quota]));
  for (const declared of model.quotas) {
    const entity = entityText([declared.spec.entity]);
    const found = liveByEntity.get(entity);
    liveByEntity.delete(entity);
    const common = {level: 'warning' as const, resource: {kind: 'Quota', name: declared.name}, clusters: [cluster.name]};
    if (found === undefined) {
      const message = `the quota of ${entity} is not on the cluster`;
      findings.push(
        finding({
          ...common,
          rule: 'drift/quota-missing',
          message,
          location: declared.locate('/spec/entity'),
          evidence: {declared: entity, live: null},
        }),
      );
      continue;
    }
    for (const [field, key] of rateEntries()) {
      const stated = declared.spec[field];
      const holds = found.values[key];
      if (stated === holds) continue;
      const message =
        stated === undefined
          ? `${key} of ${entity} is ${holds} on the cluster and not declared`
          : `${key} of ${entity} is ${holds ?? 'not set'} on the cluster, declared is ${stated}`;
      findings.push(
        finding({
          ...common,
          rule: 'drift/quota-differs',
          message,
          location: declared.locate(stated === undefined ? '/spec' : `/spec/${field}`),
          evidence: {declared: stated ?? null, live: holds ?? null},
          discriminator: key,
        }),
      );
    }
  }
  for (const entity of liveByEntity.keys()) {
    findings.push(
      finding({
        rule: 'drift/quota-unmanaged',
        level: 'note',
        message: `the quota of ${entity} is on the cluster and in no document`,
        resource: {kind: 'Cluster', name: cluster.name},
        clusters: [cluster.name],
        location: cluster.locate('/metadata/name'),
        evidence: {declared: null, live: entity},
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
