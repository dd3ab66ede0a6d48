import {proveAuthentication, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Users are let in with their credential and not with another password',
  claims: ['a declared user is let in with its credential', 'a declared user is not let in with another password'],
  mode: 'read-only',
  about: ['User'],
  covers: ['SE1'],
  run: context => proveAuthentication(context),
});
