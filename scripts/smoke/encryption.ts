import {proveEncryption, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Every broker refuses plaintext and clients without a credential',
  claims: ['a request that is not encrypted is refused', 'a request without a credential is refused'],
  mode: 'read-only',
  covers: ['SE2'],
  run: context => proveEncryption(context),
});
