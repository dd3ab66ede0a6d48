import {readControllerId} from '../cluster/facts.ts';
import {describeFailure} from '../cluster/failure.ts';
import {type ClusterLayout, readLayout, underReplicated} from '../cluster/topics.ts';
import {unfinished, usageError} from '../findings/error.ts';
import type {BrokerControl} from '../verify/broker-control.ts';
import type {ScenarioContext} from '../verify/scenario.ts';

export interface Preflight {
  layout: ClusterLayout;
  controllerId: number;
  brokers: BrokerControl;
}

/**
 * Refuses to harm a cluster that does not allow it (`chaos/not-allowed`, `chaos/other-cluster`, `chaos/no-control`, wrong
 * use) or that is not healthy to begin with (`chaos/unhealthy`): a fault on top of another loses what was promised
 * against one.
 */
export async function preflight(context: Pick<ScenarioContext, 'cluster' | 'admin' | 'brokers' | 'model'>): Promise<Preflight> {
  const {cluster, admin, brokers} = context;
  const {file, line} = cluster.locate('/spec/verification/chaos');
  if (!cluster.spec.verification.chaos) {
    throw usageError(
      'chaos/not-allowed',
      `${file}:${line}: cluster ${cluster.name} does not allow chaos`,
      'Set spec.verification.chaos to true where a broker may be killed.',
    );
  }
  if (brokers === undefined) {
    throw usageError(
      'chaos/no-control',
      `there is no way to kill and start the brokers of cluster ${cluster.name}`,
      'Run chaos on the sandbox: `--cluster` with the name of its document.',
    );
  }
  const layout = await readLayout(admin, null);
  if (!cluster.spec.sandbox && cluster.spec.clusterId !== layout.clusterId) {
    throw usageError(
      'chaos/other-cluster',
      `${file}:${line}: the cluster that answers has the id ${layout.clusterId}, declared is ${cluster.spec.clusterId ?? 'none'}`,
      'Chaos needs spec.clusterId, and it must be the id of the cluster at these addresses.',
    );
  }
  const expected = cluster.spec.brokers?.count ?? (cluster.spec.sandbox ? 3 : layout.brokers.length);
  if (layout.brokers.length < expected) {
    const ids = layout.brokers.map(one => one.id).join(', ');
    throw unhealthy(cluster.name, `${layout.brokers.length} of ${expected} brokers are registered (${ids})`);
  }
  const [thin, ...more] = underReplicated(layout.topics);
  if (thin !== undefined) {
    const others = more.length === 0 ? '' : `, and ${more.length} more`;
    throw unhealthy(
      cluster.name,
      `${thin.topic}-${thin.partition} has in sync ${thin.isr.join(', ')} of its replicas ${thin.replicas.join(', ')}${others}`,
    );
  }
  const controllerId = await readControllerId(admin).catch(thrown => {
    throw unhealthy(cluster.name, `there is no controller: ${describeFailure(thrown).reason}`);
  });
  return {layout, controllerId, brokers};
}

function unhealthy(cluster: string, what: string) {
  return unfinished('chaos/unhealthy', `no fault was injected: cluster ${cluster} is not healthy to begin with: ${what}`, {
    hint: 'Wait until all brokers are back and every in-sync set is full; `weir chaos heal` heals a fault that was left behind.',
    retriable: true,
  });
}
