import {provePermissions, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'The broker itself grants each user what its ACLs state, and nothing else',
  claims: [
    'the broker grants a user every operation that an Acl states on the topics, the groups and the cluster',
    'the broker grants a user nothing else on any declared topic, on groups and on the cluster',
    'what the broker says of a user is what the ACLs on the cluster come to',
  ],
  mode: 'read-only',
  about: ['User'],
  covers: ['SE3'],
  run: context => provePermissions(context),
});
