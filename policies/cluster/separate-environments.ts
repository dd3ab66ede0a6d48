import {cluster, clustersPolicy, type Resource} from 'kafka-weir/policy';

export default clustersPolicy({
  kinds: ['Cluster'],
  title: 'Each environment has a cluster of its own',
  rationale:
    'A test that shares a cluster with production can fill its disks, take its network, read its records and, with one mistyped name, write to its topics. Two Cluster documents that lead to one cluster also write to it from two sets of states, which undo each other.',
  level: 'error',
  packs: {development: 'error', regulated: 'error'},
  covers: ['SE6'],
  sources: ['The Kafka guide: separate development, staging and production', 'KIP-78: every cluster has an id of its own'],
  waiveWhen: 'Two environments move to clusters of their own, and still share one until a day that is agreed.',
  judgeAll(models, _options, report) {
    const clusters = models.flatMap(model => (model.cluster === undefined ? [] : [model.cluster]));
    const byId = new Map<string, Resource<'Cluster'>>();
    const byAddress = new Map<string, Resource<'Cluster'>>();
    for (const resource of clusters) {
      const {clusterId, bootstrap} = resource.spec;
      const same = clusterId === undefined ? undefined : firstWith(byId, clusterId, resource);
      if (same !== undefined) {
        report({resource, at: 'spec.clusterId', clusters: [same.name, resource.name], message: sharing('this is the id', same, resource)});
        continue;
      }
      for (const [index, address] of bootstrap.entries()) {
        // Host names are compared without regard to case (RFC 4343).
        const other = firstWith(byAddress, address.toLowerCase(), resource);
        if (other === undefined) continue;
        report({
          resource,
          at: `/spec/bootstrap/${index}`,
          clusters: [other.name, resource.name],
          message: sharing(`${address} is an address`, other, resource),
        });
        break;
      }
    }
  },
  examples: {
    good: [
      [production(), staging({bootstrap: ['kafka-1.staging:9093', 'kafka-2.staging:9093'], clusterId: 'oL6Fq2s7TDO0kZ9Rz1yQ4w'})],
      [production(), staging({sandbox: true, bootstrap: undefined, security: undefined})],
    ],
    bad: [
      [production(), staging({})],
      [production(), staging({bootstrap: ['other-1:9093', 'KAFKA-2:9093']})],
      [production(), staging({bootstrap: ['other-1:9093', 'other-2:9093'], clusterId: '4L6g3nShT-eMCtK--X86sw'})],
      [production(), staging({environment: 'production'})],
    ],
  },
});

/** Who was there first; a newcomer takes the place. */
function firstWith(known: Map<string, Resource<'Cluster'>>, key: string, resource: Resource<'Cluster'>): Resource<'Cluster'> | undefined {
  const first = known.get(key);
  if (first === undefined) known.set(key, resource);
  return first === resource ? undefined : first;
}

function sharing(what: string, first: Resource<'Cluster'>, second: Resource<'Cluster'>): string {
  const environments =
    first.spec.environment === second.spec.environment
      ? 'two documents of one cluster write to it from two sets of states: keep one'
      : `the environments ${first.spec.environment} and ${second.spec.environment} need a cluster each`;
  return `${what} of Cluster ${first.name} too: ${environments}`;
}

function production() {
  return cluster({clusterId: '4L6g3nShT-eMCtK--X86sw'});
}

function staging(overrides: Record<string, unknown>) {
  return cluster({name: 'staging', environment: 'staging', ...overrides});
}
