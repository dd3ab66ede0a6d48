import {proveAccess, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Allowed access works end to end, undeclared access is refused',
  claims: [
    "what an Acl allows works with the user's own credential: a record with key, value and headers is acknowledged by all in-sync replicas and found again by another client",
    'an operation that an Acl leaves out is refused by the broker',
    'a group that an Acl names can be used, a transactional id gets a producer id; an operation that it leaves out is refused',
    'a topic, a group and a transactional id that no Acl names are closed to the user',
  ],
  mode: 'canary',
  about: ['User', 'Acl', 'Application'],
  covers: ['SE3'],
  run: context => proveAccess(context),
});
