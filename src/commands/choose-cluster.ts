import {usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import type {Model, Resource} from '../specs/model.ts';

/** A model whose cluster is known. */
export type ClusterModel = Model & {cluster: Resource<'Cluster'>};

/**
 * The cluster that a command works on: the one of `--cluster`; else, for a command that only reads, the only cluster
 * or the only one that is no sandbox; for a command that writes, the sandbox alone. Anything else is wrong use.
 */
export function chooseCluster(models: readonly Model[], options: {cluster?: string | undefined; writes: boolean}): ClusterModel {
  const known = models.filter((model): model is ClusterModel => model.cluster !== undefined);
  const names = known.map(({cluster}) => cluster.name);
  if (known.length === 0)
    throw usageError(
      'cluster/none',
      'no valid Cluster document tells where the cluster is',
      'declare one: kind: Cluster, and see weir check',
    );
  if (options.cluster !== undefined) {
    const named = known.find(({cluster}) => cluster.name === options.cluster);
    if (named !== undefined) return named;
    throw usageError(
      'cluster/unknown',
      `there is no cluster ${options.cluster}${suggestion(options.cluster, names)}`,
      `clusters: ${names.join(', ')}`,
    );
  }
  const candidates = options.writes
    ? known.filter(({cluster}) => cluster.spec.sandbox)
    : known.length === 1
      ? known
      : known.filter(({cluster}) => !cluster.spec.sandbox);
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  throw usageError(
    'cluster/choose',
    options.writes
      ? 'a command that changes a cluster goes to the sandbox unless told otherwise, and there is none'
      : 'there are several clusters',
    `choose one: --cluster ${names.join(' | ')}`,
  );
}
