import {proveAccess, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Allowed access works end to end, undeclared access is refused',
  claims: [
    "what an Acl allows works with the user's own credential: a record with key, value and headers is acknowledged by all in-sync replicas and found again by another client",
    'an operation that an Acl leaves out is refused by the broker',
    'a topic and a group that no Acl names are closed to the user',
  ],
  run: context => proveAccess(context),
});
