import {provePermissions, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'The broker grants each user what its ACLs state on the declared topics, and nothing else',
  claims: [
    'the broker grants a user every operation that an Acl states on the topics it covers',
    'the broker grants a user nothing else on any declared topic',
  ],
  mode: 'read-only',
  about: ['User'],
  covers: ['SE3'],
  run: context => provePermissions(context),
});
