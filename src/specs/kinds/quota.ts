import type {QUOTA_RATES, QuotaEntityType, QuotaSpec} from '../model.ts';
import {COMMENT, size} from '../schema.ts';
import {choice, type Fields, optionalFields, optionalNumber, optionalText, present} from './fields.ts';
import {type Issue, kind} from './kind.ts';

const ENTITY_TYPES = ['user', 'clientId', 'ip'] as const satisfies readonly QuotaEntityType[];
const RATES = [
  'producerByteRate',
  'consumerByteRate',
  'requestPercentage',
  'controllerMutationRate',
  'connectionCreationRate',
] as const satisfies readonly (keyof typeof QUOTA_RATES)[];

/** What a user, a client id or an address may use. */
export default kind({
  kind: 'Quota',
  description: 'What a user, a client id or an address may use, on each broker.',
  spec: {
    type: 'object',
    properties: {
      entity: {
        type: 'object',
        description: 'Exactly one of user, clientId, ip, or default: user (or clientId, ip).',
        properties: {
          user: {type: 'string', minLength: 1, description: 'Name of a user.'},
          clientId: {type: 'string', minLength: 1, description: 'A client id, as its clients state it.'},
          ip: {type: 'string', minLength: 1, description: 'An address of clients.'},
          default: {enum: ENTITY_TYPES, description: 'All of that type that have no quota of their own.'},
        },
        additionalProperties: false,
        minProperties: 1,
      },
      producerByteRate: size('Bytes per second that the entity may produce to each broker.'),
      consumerByteRate: size('Bytes per second that the entity may fetch from each broker.'),
      requestPercentage: {type: 'number', exclusiveMinimum: 0, description: 'Percent of one request handler thread of each broker.'},
      controllerMutationRate: {type: 'number', exclusiveMinimum: 0, description: 'Topic mutations per second.'},
      // An int to the broker (QuotaConfig.ipConfigs), which takes no 0 (ClientQuotaControlManager).
      connectionCreationRate: {
        type: 'integer',
        minimum: 1,
        maximum: 2_147_483_647,
        description: 'New connections per second from an address, to each broker; the one rate of an ip.',
      },
    },
    required: ['entity'],
    additionalProperties: false,
    anyOf: RATES.map(rate => ({required: [rate]})),
    $comment: `${COMMENT.says}it needs at least one of ${RATES.join(', ')}`,
  },
  check,
  resolve: (spec): QuotaSpec =>
    present({
      entity: entityOf(optionalFields(spec, 'entity') ?? {}),
      producerByteRate: optionalNumber(spec, 'producerByteRate'),
      consumerByteRate: optionalNumber(spec, 'consumerByteRate'),
      requestPercentage: optionalNumber(spec, 'requestPercentage'),
      controllerMutationRate: optionalNumber(spec, 'controllerMutationRate'),
      connectionCreationRate: optionalNumber(spec, 'connectionCreationRate'),
    }),
});

function entityOf(entity: Fields): QuotaSpec['entity'] {
  if (entity['default'] !== undefined) return {type: choice(entity, 'default', ENTITY_TYPES), name: undefined};
  const type = ENTITY_TYPES.find(one => entity[one] !== undefined) ?? 'user';
  return {type, name: optionalText(entity, type)};
}

function check(spec: Fields): Issue[] {
  const entity = Object.keys(optionalFields(spec, 'entity') ?? {});
  const issues: Issue[] = [];
  if (entity.includes('user') && entity.includes('clientId')) {
    issues.push({
      rule: 'value',
      pointer: '/spec/entity',
      key: true,
      message:
        'a quota for a user + clientId pair cannot be applied: the Terraform provider has none; write two quotas, or one for the user',
    });
  } else if (entity.length > 1) {
    issues.push({
      rule: 'value',
      pointer: '/spec/entity',
      key: true,
      message: `an entity is one of user, clientId, ip or default, not ${entity.join(' and ')}`,
    });
  }
  for (const rate of ['producerByteRate', 'consumerByteRate'] as const) {
    const value = optionalNumber(spec, rate);
    if (value !== undefined && value <= 0)
      issues.push({rule: 'value', pointer: `/spec/${rate}`, message: `${rate} must be above 0; leave it out for no limit`});
  }
  return issues;
}
