import {clientHistory} from '../client-settings.ts';
import {CLIENT_SECTIONS, type ClientProfileSpec, type ClientSection} from '../model.ts';
import {COMMENT, type Schema} from '../schema.ts';
import {compareMinor} from '../setting-history.ts';
import {type Fields, optionalFields, optionalText, present, text} from './fields.ts';
import {type Issue, kind} from './kind.ts';

const VERSION = /^[0-9]+\.[0-9]+(\.[0-9]+)?$/;

/** Settings that programs of several teams share, to be reviewed once and rendered for each client library. */
export default kind({
  kind: 'ClientProfile',
  description: "Settings of producers, consumers and Kafka Streams by Kafka's own names, judged once and rendered for any client library.",
  covers: ['P01', 'P14', 'P15', 'C02.1', 'C03.1'],
  spec: {
    type: 'object',
    properties: {
      version: {
        type: 'string',
        pattern: VERSION.source,
        $comment: `${COMMENT.says}it is a version of Kafka, like '4.1' or 4.1.2`,
        description: "Version of Kafka's client library that the programs use; the settings are judged by it.",
      },
      producer: settings('producer', 'Settings of producers (ProducerConfig).'),
      consumer: settings('consumer', 'Settings of consumers (ConsumerConfig).'),
      streams: settings(
        'streams',
        'Settings of Kafka Streams (StreamsConfig); those of the clients inside stand behind `producer.`, `consumer.` and `admin.`.',
      ),
    },
    additionalProperties: false,
    anyOf: CLIENT_SECTIONS.map(section => ({required: [section]})),
    $comment: `${COMMENT.says}it needs at least one of ${CLIENT_SECTIONS.join(', ')}`,
  },
  settingsVersion: ({version}) => (typeof version === 'string' && VERSION.test(version) ? version : undefined),
  check,
  resolve: (spec): ClientProfileSpec =>
    present({
      version: optionalText(spec, 'version'),
      producer: textsOf(spec, 'producer'),
      consumer: textsOf(spec, 'consumer'),
      streams: textsOf(spec, 'streams'),
    }),
});

function settings(section: ClientSection, description: string): Schema {
  return {
    $comment: `${COMMENT.clientSettings}${section}`,
    type: 'object',
    additionalProperties: {type: ['string', 'number', 'boolean', 'array'], items: {type: ['string', 'number']}},
    description: `${description} No passwords, and nothing of the connection.`,
  };
}

function check(spec: Fields): Issue[] {
  const version = optionalText(spec, 'version');
  const oldest = clientHistory('producer').oldest();
  if (version === undefined || compareMinor(version, oldest) >= 0) return [];
  const message = `version: Weir knows the settings of Kafka ${oldest} and later, not those of ${version}: leave version out, and Kafka's newest hold`;
  return [{rule: 'value', pointer: '/spec/version', message}];
}

function textsOf(spec: Fields, section: ClientSection): Record<string, string> | undefined {
  const stated = optionalFields(spec, section);
  return stated === undefined ? undefined : Object.fromEntries(Object.keys(stated).map(name => [name, text(stated, name)]));
}
