import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'The id of the cluster is stated',
  rationale:
    'Addresses can lead elsewhere after a change of the network. With clusterId, Weir refuses to apply to, or to prove anything on, a cluster that is another one than was meant; without it, the first apply pins what it finds.',
  level: 'off',
  packs: {strict: 'warning', regulated: 'warning'},
  covers: ['SE6'],
  sources: ['KIP-78: every cluster has an id', 'Weir: apply, canary proofs and chaos compare it'],
  waiveWhen: 'The cluster is made anew each time, and so has another id each time.',
  schema: {
    if: at('spec.sandbox', {const: true}, {required: true}),
    else: at('spec.clusterId', {}, {required: true}),
  },
  message: () =>
    'nothing shows that these addresses lead to the cluster that is meant: state clusterId, as kafka-cluster.sh cluster-id prints it',
  examples: {
    good: [cluster({clusterId: '4L6g3nShT-eMCtK--X86sw'}), cluster({sandbox: true, bootstrap: undefined, security: undefined})],
    bad: [cluster()],
  },
});
