import {proveCredentials, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'The brokers hold for each SCRAM user what its document states',
  claims: ['a declared user has a credential of its mechanism, with as many iterations as declared or more'],
  mode: 'read-only',
  about: ['User'],
  covers: ['SE1'],
  run: context => proveCredentials(context),
});
