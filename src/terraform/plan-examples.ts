import type {Resource} from '../specs/model.ts';
import type {ChangeAction, PlanFacts, PlannedChange} from './plan-change.ts';

/** A planned change of a topic, for the examples of a rule. */
export function plannedTopic(
  action: ChangeAction,
  attributes: {before?: Record<string, unknown>; after?: Record<string, unknown>} = {},
): PlannedChange {
  const base = {name: 'payments.orders.placed.v1', partitions: 12, replication_factor: 3};
  const isThere = {before: action !== 'create', after: action !== 'delete'};
  return {
    action,
    kind: 'Topic',
    name: base.name,
    stack: 'production.payments',
    domain: 'payments',
    address: 'kafka_topic.topic_payments_2e_orders_2e_placed_2e_v1',
    ...(isThere.before ? {before: {...base, ...attributes.before}} : {}),
    ...(isThere.after ? {after: {...base, ...attributes.after}} : {}),
    replacedBy: action === 'replace' ? ['name'] : [],
  };
}

/** Facts with a Cluster document to point at. */
export function planFacts(): PlanFacts {
  const clusterDocument: Resource<'Cluster'> = {
    kind: 'Cluster',
    name: 'production',
    domain: 'default',
    metadata: {name: 'production', labels: {}},
    spec: {
      environment: 'production',
      sandbox: true,
      bootstrap: [],
      terraform: {backend: {type: 'local'}},
      verification: {mode: 'read-only', chaos: false, objectives: {}},
    },
    judged: {},
    locate: pointer => ({file: 'clusters/production.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, pointer}),
  };
  return {clusterDocument};
}
