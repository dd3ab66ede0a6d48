import {cluster, type ListenerValue, listenerValues, modelPolicy, protocolMap} from 'kafka-weir/policy';

const SETTING = 'ssl.client.auth';

export default modelPolicy({
  kinds: ['Cluster'],
  title: 'Where certificates say who a client is, they are required',
  rationale:
    'With the protocol SSL a certificate is all that tells clients apart. Unless ssl.client.auth is required, a client without one is let in as User:ANONYMOUS; requested is the same, but looks safer, and hides clients whose certificate is missing by mistake. Kafka requires none by default, so that it has to be stated; where listeners state their own, theirs are judged in place of the general one.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE2', 'SE3'],
  sources: [
    'Apache Kafka 4.3, BrokerSecurityConfigs.SSL_CLIENT_AUTH_DOC: required, requested (the client may choose not to provide), none (the default)',
    'Apache Kafka documentation, Encryption and Authentication using SSL: requested is discouraged, it provides a false sense of security',
    'KIP-103: settings of a listener override the general ones',
  ],
  waiveWhen: 'Clients are being given certificates one by one, and requested holds until the last has one.',
  judgeAll({cluster: document}, _options, report) {
    if (document === undefined || document.spec.security?.protocol !== 'SSL') return;
    const values = listenerValues(document, SETTING);
    const protocols = protocolMap(document);
    const own = values.filter(({listener}) => listener !== undefined);
    // On a listener with SASL the login says who a client is, whatever certificate it has.
    const judged = (own.length === 0 ? values : own).filter(
      ({listener}) => listener === undefined || (protocols?.get(listener) ?? 'SSL') === 'SSL',
    );
    for (const {key, text} of judged) {
      if (text === 'required') continue;
      report({
        resource: document,
        at: `spec.brokers.config.${key}`,
        message: `${key} ${text} lets a client without a certificate in, as User:ANONYMOUS: set required on the brokers, then state it here`,
      });
    }
    if (values.length > 0) return;
    report({
      resource: document,
      at: `spec.brokers.config.${SETTING}`,
      message: `${SETTING} is not stated, and Kafka's default, none, lets a client without a certificate in, as User:ANONYMOUS: set required on the brokers, then state it here`,
    });
  },
  examples: {
    good: [
      [cluster()],
      [cluster({brokers: {config: {'ssl.client.auth': 'requested'}}})],
      [bySsl({'ssl.client.auth': 'required'})],
      [bySsl({'ssl.client.auth': 'none', 'listener.name.clients.ssl.client.auth': 'required'})],
      [
        bySsl({
          'listener.security.protocol.map': 'CLIENTS:SSL,LOGINS:SASL_SSL',
          'ssl.client.auth': 'required',
          'listener.name.clients.ssl.client.auth': 'required',
          'listener.name.logins.ssl.client.auth': 'none',
        }),
      ],
    ],
    bad: [
      [bySsl({'ssl.client.auth': 'none'})],
      [bySsl({'ssl.client.auth': 'requested'})],
      [bySsl({'ssl.client.auth': 'required', 'listener.name.clients.ssl.client.auth': 'none'})],
      [bySsl({})],
    ],
  },
});

function bySsl(config: Record<ListenerValue['key'], string>) {
  return cluster({security: {protocol: 'SSL'}, brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
