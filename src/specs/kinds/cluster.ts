import type {ClusterSecurity, ClusterSpec} from '../model.ts';
import {COMMENT, forbidden, SLUG_PATTERN, SLUG_SAYS, secretFrom, size} from '../schema.ts';
import {compareMinor} from '../setting-history.ts';
import {TOPIC_HISTORY} from '../topic-settings.ts';
import {backendIssues} from './backend-settings.ts';
import {
  choice,
  type Fields,
  optionalChoice,
  optionalFields,
  optionalFlag,
  optionalNumber,
  optionalText,
  present,
  text,
  texts,
} from './fields.ts';
import {type Issue, kind} from './kind.ts';
import {objectivesOf, objectivesSchema} from './objectives.ts';
import {secretSource} from './secret-source.ts';
import {terraformOf, terraformSchema} from './terraform-section.ts';

const PROTOCOLS = ['SASL_SSL', 'SSL', 'SASL_PLAINTEXT', 'PLAINTEXT'] as const;
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', 'AWS_MSK_IAM'] as const;
const TLS_VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
const MODES = ['read-only', 'canary', 'full'] as const;

/** A Kafka cluster: how its administrator reaches it, what it is made of, and what may be proved on it. */
export default kind({
  kind: 'Cluster',
  description: 'A Kafka cluster: how its administrator reaches it, what it is made of, and what may be proved on it.',
  nameIsPath: true,
  spec: {
    type: 'object',
    properties: {
      environment: {
        type: 'string',
        pattern: SLUG_PATTERN,
        $comment: SLUG_SAYS,
        description: 'Chooses the `environments` patches of the other documents.',
      },
      sandbox: {const: true, description: 'The embedded cluster of Weir, in place of bootstrap, security and clusterId.'},
      bootstrap: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: {
          type: 'string',
          pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/,]+):[0-9]{1,5}$',
          $comment: `${COMMENT.says}each address is host:port`,
        },
        description: 'Addresses of brokers, host:port each; several, so that one dead broker locks nobody out.',
      },
      security: securitySchema(),
      clusterId: {
        type: 'string',
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        $comment: `${COMMENT.says}it is the text that the brokers report as their cluster id`,
        description: 'Id of the cluster; apply, canary smoke and chaos refuse another one.',
      },
      brokers: {
        type: 'object',
        description: 'What the brokers are; the rules about budgets and access judge by it.',
        properties: {
          count: {type: 'integer', minimum: 1, maximum: 10_000, description: 'Brokers that the cluster has.'},
          diskBytes: size('Disk of one broker.'),
          maxPartitionsPerBroker: {type: 'integer', minimum: 1, description: 'Partition replicas that one broker may hold.'},
          authorizer: {
            type: 'object',
            description: 'How the brokers decide about access.',
            properties: {
              allowIfNoAcl: {type: 'boolean', default: false, description: "The brokers' allow.everyone.if.no.acl.found."},
              auditLog: {type: 'boolean', default: false, description: 'The brokers keep the log of their authorizer.'},
            },
            additionalProperties: false,
          },
          version: {
            type: 'string',
            pattern: '^[0-9]+\\.[0-9]+(\\.[0-9]+)?$',
            $comment: `${COMMENT.says}it is a version of Kafka, like '4.1' or 4.1.2`,
            description: 'Version of Kafka that the brokers run; the settings of topics and brokers are judged by it.',
          },
          config: {
            $comment: COMMENT.brokerSettings,
            type: 'object',
            additionalProperties: {type: ['string', 'number', 'boolean', 'array'], items: {type: ['string', 'number']}},
            description: "Settings that the brokers run with, by Kafka's own names; a claim, for Weir does not write them. No passwords.",
          },
        },
        additionalProperties: false,
      },
      terraform: terraformSchema,
      verification: {
        type: 'object',
        description: 'What proofs may do here.',
        properties: {
          mode: {
            enum: MODES,
            default: 'read-only',
            description: 'read-only writes nothing; canary writes own topics; full may use any topic.',
          },
          chaos: {type: 'boolean', default: false, description: 'Faults may be injected here. Needs clusterId, but on a sandbox.'},
          objectives: objectivesSchema,
        },
        additionalProperties: false,
      },
    },
    required: ['environment'],
    additionalProperties: false,
    if: {properties: {sandbox: {const: true}}, required: ['sandbox']},
    then: {
      properties: {
        bootstrap: forbidden('a sandbox has its own addresses: leave bootstrap out, or leave sandbox out'),
        security: forbidden('a sandbox has its own access: leave security out, or leave sandbox out'),
        clusterId: forbidden('a sandbox has its own id: leave clusterId out, or leave sandbox out'),
      },
    },
    else: {required: ['bootstrap', 'security']},
  },
  check,
  resolve,
});

function securitySchema() {
  return {
    type: 'object',
    description: 'How the administrator reaches the brokers.',
    properties: {
      protocol: {enum: PROTOCOLS, description: 'How clients reach the brokers.'},
      sasl: {
        type: 'object',
        description: 'For the protocols SASL_SSL and SASL_PLAINTEXT.',
        properties: {
          mechanism: {enum: MECHANISMS, description: 'How the administrator authenticates.'},
          usernameFrom: secretFrom("The administrator's user name."),
          passwordFrom: secretFrom("The administrator's password."),
        },
        required: ['mechanism'],
        additionalProperties: false,
      },
      tls: {
        type: 'object',
        description: 'For the protocols SASL_SSL and SSL.',
        properties: {
          caFrom: secretFrom("PEM of the certificate authorities to trust; without it the system's are."),
          certFrom: secretFrom("PEM of the administrator's certificate, for mutual TLS."),
          keyFrom: secretFrom('PEM of its key (PKCS#8).'),
          minVersion: {enum: TLS_VERSIONS, default: 'TLSv1.2', description: 'Oldest version of TLS that is spoken.'},
          verifyHostname: {
            type: 'boolean',
            default: true,
            description: "The broker's certificate names its host: always verified, so true is the only value.",
          },
        },
        additionalProperties: false,
      },
    },
    required: ['protocol'],
    additionalProperties: false,
  } as const;
}

function check(spec: Fields): Issue[] {
  const issues: Issue[] = [];
  const verification = optionalFields(spec, 'verification');
  if (verification?.['chaos'] === true && spec['sandbox'] !== true && spec['clusterId'] === undefined) {
    issues.push({
      rule: 'missing-key',
      pointer: '/spec/verification/chaos',
      message: 'chaos: true needs spec.clusterId, so that faults reach no other cluster',
    });
  }
  issues.push(...backendIssues(optionalFields(optionalFields(spec, 'terraform') ?? {}, 'backend')));
  const version = optionalText(optionalFields(spec, 'brokers') ?? {}, 'version');
  const oldest = TOPIC_HISTORY.oldest();
  if (version !== undefined && compareMinor(version, oldest) < 0) {
    const message = `version: Weir knows the settings of Kafka ${oldest} and later, not those of ${version}: leave version out, and Kafka's newest hold`;
    issues.push({rule: 'value', pointer: '/spec/brokers/version', message});
  }
  const security = optionalFields(spec, 'security');
  if (security === undefined) return issues;
  // No client of Weir or of its provider can leave it out, and a setting that does nothing would be believed.
  if (optionalFields(security, 'tls')?.['verifyHostname'] === false)
    issues.push({
      rule: 'value',
      pointer: '/spec/security/tls/verifyHostname',
      message:
        'verifyHostname must be true: host names are always verified, or any certificate of the authority could impersonate a broker; give the brokers certificates whose subject alternative names hold the names in bootstrap and in advertised.listeners',
      fix: {'/spec/security/tls/verifyHostname': true},
    });
  const sasl = optionalFields(security, 'sasl');
  const usesSasl = text(security, 'protocol').startsWith('SASL_');
  if (usesSasl && sasl === undefined)
    issues.push({
      rule: 'missing-key',
      pointer: '/spec/security/sasl',
      message: `protocol ${text(security, 'protocol')} needs sasl, with mechanism, usernameFrom and passwordFrom`,
    });
  if (!usesSasl && sasl !== undefined)
    issues.push({
      rule: 'value',
      pointer: '/spec/security/sasl',
      key: true,
      message: `protocol ${text(security, 'protocol')} does not use sasl; did you mean SASL_SSL?`,
    });
  const mechanism = sasl?.['mechanism'];
  if (sasl !== undefined && (mechanism === 'PLAIN' || mechanism === 'SCRAM-SHA-256' || mechanism === 'SCRAM-SHA-512')) {
    for (const key of ['usernameFrom', 'passwordFrom']) {
      if (sasl[key] === undefined)
        issues.push({
          rule: 'missing-key',
          pointer: `/spec/security/sasl/${key}`,
          message: `${mechanism} needs ${key}, like ${key}: {env: KAFKA_ADMIN}`,
        });
    }
  }
  return issues;
}

function resolve(spec: Fields): ClusterSpec {
  const security = optionalFields(spec, 'security');
  const brokers = optionalFields(spec, 'brokers');
  const verification = optionalFields(spec, 'verification') ?? {};
  return present({
    environment: text(spec, 'environment'),
    sandbox: spec['sandbox'] === true,
    bootstrap: texts(spec, 'bootstrap'),
    security: security === undefined ? undefined : resolveSecurity(security),
    clusterId: optionalText(spec, 'clusterId'),
    brokers: brokers === undefined ? undefined : resolveBrokers(brokers),
    terraform: terraformOf(optionalFields(spec, 'terraform') ?? {}),
    verification: {
      mode: optionalChoice(verification, 'mode', MODES) ?? 'read-only',
      chaos: optionalFlag(verification, 'chaos') ?? false,
      objectives: objectivesOf(optionalFields(verification, 'objectives')),
    },
  });
}

function resolveSecurity(security: Fields): ClusterSecurity {
  const sasl = optionalFields(security, 'sasl');
  const tls = optionalFields(security, 'tls') ?? {};
  const protocol = choice(security, 'protocol', PROTOCOLS);
  return present({
    protocol,
    sasl:
      sasl === undefined
        ? undefined
        : present({
            mechanism: choice(sasl, 'mechanism', MECHANISMS),
            usernameFrom: secretSource(sasl, 'usernameFrom'),
            passwordFrom: secretSource(sasl, 'passwordFrom'),
          }),
    tls: protocol.endsWith('SSL')
      ? present({
          caFrom: secretSource(tls, 'caFrom'),
          certFrom: secretSource(tls, 'certFrom'),
          keyFrom: secretSource(tls, 'keyFrom'),
          minVersion: optionalChoice(tls, 'minVersion', TLS_VERSIONS) ?? 'TLSv1.2',
          verifyHostname: optionalFlag(tls, 'verifyHostname') ?? true,
        })
      : undefined,
  });
}

function resolveBrokers(brokers: Fields): NonNullable<ClusterSpec['brokers']> {
  const authorizer = optionalFields(brokers, 'authorizer');
  const config = optionalFields(brokers, 'config');
  return present({
    count: optionalNumber(brokers, 'count'),
    diskBytes: optionalNumber(brokers, 'diskBytes'),
    maxPartitionsPerBroker: optionalNumber(brokers, 'maxPartitionsPerBroker'),
    authorizer:
      authorizer === undefined
        ? undefined
        : {allowIfNoAcl: optionalFlag(authorizer, 'allowIfNoAcl') ?? false, auditLog: optionalFlag(authorizer, 'auditLog') ?? false},
    version: optionalText(brokers, 'version'),
    config: config === undefined ? undefined : Object.fromEntries(Object.keys(config).map(key => [key, text(config, key)])),
  });
}
