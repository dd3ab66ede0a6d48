import {proveCertificates, scenario} from 'kafka-weir/scenario';

export default scenario({
  kind: 'smoke',
  title: 'Every listener speaks TLS as declared, with a certificate that names it and lasts',
  claims: [
    'a listener speaks tls.minVersion or newer, and refuses what is older',
    'its certificate names the host under which clients dial it',
    'its certificate is trusted, valid, and does not expire within 14 days',
  ],
  mode: 'read-only',
  covers: ['SE2', 'SE5'],
  run: context => proveCertificates(context),
});
