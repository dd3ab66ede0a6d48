import {proveLiveAcls, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'The ACLs on the cluster come to what the documents state, for every user',
  claims: [
    'the ACLs on the cluster allow a user every operation on topics, groups, transactional ids and the cluster that its documents state',
    'they allow it nothing else, from any address',
  ],
  mode: 'read-only',
  about: ['User'],
  covers: ['SE3'],
  run: context => proveLiveAcls(context),
});
