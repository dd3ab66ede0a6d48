import {isIP} from 'node:net';
import {hostAddress, isHostAddress} from '../host-address.ts';
import type {AclOperation, AclResourceType, AclSpec} from '../model.ts';
import {COMMENT} from '../schema.ts';
import {choice, type Fields, optionalChoice, optionalFields, optionalText, text, texts} from './fields.ts';
import {type Issue, kind} from './kind.ts';

const TYPES = ['topic', 'group', 'cluster', 'transactional-id', 'delegation-token', 'user'] as const satisfies readonly AclResourceType[];
const OPERATIONS = [
  'all',
  'read',
  'write',
  'create',
  'delete',
  'alter',
  'describe',
  'cluster-action',
  'describe-configs',
  'alter-configs',
  'idempotent-write',
  'create-tokens',
  'describe-tokens',
] as const satisfies readonly AclOperation[];

/**
 * What the broker ever asks for, by resource type (Apache Kafka 4.3, AclEntry.supportedOperations). It stores any
 * other combination without a word, and never matches it.
 */
const HONOURED: Record<AclResourceType, readonly AclOperation[]> = {
  topic: ['all', 'read', 'write', 'create', 'delete', 'alter', 'describe', 'describe-configs', 'alter-configs'],
  group: ['all', 'read', 'describe', 'delete', 'describe-configs', 'alter-configs'],
  cluster: ['all', 'create', 'alter', 'describe', 'cluster-action', 'describe-configs', 'alter-configs', 'idempotent-write'],
  'transactional-id': ['all', 'describe', 'write'],
  'delegation-token': ['all', 'describe'],
  user: ['all', 'create-tokens', 'describe-tokens'],
};

/** An access rule: who may (or may not) do what on which resource. */
export default kind({
  kind: 'Acl',
  description: 'An access rule: who may, or may not, do what on which resource.',
  spec: {
    type: 'object',
    properties: {
      principal: {
        type: 'string',
        pattern: '^[A-Z][A-Za-z0-9]*:.+$',
        $comment: `${COMMENT.says}it is a type and a name, like User:audit; the broker compares it as text, so case counts`,
        description: 'Who, with its type: User:audit.',
      },
      host: {type: 'string', minLength: 1, default: '*', description: 'Address of the client as the broker sees it, or "*" (the default).'},
      resource: {
        type: 'object',
        description: 'On what.',
        properties: {
          type: {enum: TYPES, description: 'What kind of resource.'},
          name: {type: 'string', minLength: 1, description: 'Name, prefix, or "*" for all; not needed for the cluster.'},
          pattern: {enum: ['literal', 'prefixed'], default: 'literal', description: 'literal (the default) or prefixed.'},
        },
        required: ['type'],
        additionalProperties: false,
      },
      operations: {
        type: 'array',
        // With a type, AJV compares the items as texts; comparing mappings calls their toString, which a document may state.
        items: {type: 'string', enum: OPERATIONS},
        minItems: 1,
        uniqueItems: true,
        description: 'What is allowed or denied: only what the broker asks for on that type.',
      },
      permission: {enum: ['allow', 'deny'], default: 'allow', description: 'allow is the default; a deny wins over every allow.'},
    },
    required: ['principal', 'resource', 'operations'],
    additionalProperties: false,
  },
  check: spec => [...checkHost(spec), ...checkResource(spec)],
  resolve: (spec): AclSpec => {
    const resource = optionalFields(spec, 'resource') ?? {};
    const type = choice(resource, 'type', TYPES);
    return {
      principal: text(spec, 'principal'),
      host: optionalText(spec, 'host') ?? '*',
      resource: {
        type,
        // The one name that the broker knows for itself (Resource.CLUSTER_NAME).
        name: type === 'cluster' ? 'kafka-cluster' : text(resource, 'name'),
        pattern: optionalChoice(resource, 'pattern', ['literal', 'prefixed']) ?? 'literal',
      },
      operations: texts(spec, 'operations').map(operation => choice({operation}, 'operation', OPERATIONS)),
      permission: optionalChoice(spec, 'permission', ['allow', 'deny']) ?? 'allow',
    };
  },
});

function checkHost(spec: Fields): Issue[] {
  const host = optionalText(spec, 'host');
  if (host === undefined || host === '*' || isHostAddress(host)) return [];
  const advice = host.includes('/')
    ? 'the broker knows no address ranges'
    : isIP(host) === 6
      ? `the broker writes this address as ${hostAddress(host)}`
      : 'the broker compares the address of the client as text and looks up no names';
  const issue: Issue = {
    rule: 'value',
    pointer: '/spec/host',
    message: `host ${JSON.stringify(host)} would never match: ${advice}; write one address, or "*"`,
  };
  return [isIP(host) === 6 ? {...issue, fix: {'/spec/host': hostAddress(host)}} : issue];
}

function checkResource(spec: Fields): Issue[] {
  const resource = optionalFields(spec, 'resource') ?? {};
  const type = choice(resource, 'type', TYPES);
  const name = optionalText(resource, 'name');
  const issues: Issue[] = [];
  if (type === 'cluster' && name !== undefined && name !== 'kafka-cluster') {
    issues.push({rule: 'value', pointer: '/spec/resource/name', message: 'the cluster has one name, kafka-cluster: leave name out'});
  }
  if (type === 'cluster' && resource['pattern'] === 'prefixed') {
    issues.push({rule: 'value', pointer: '/spec/resource/pattern', message: 'the cluster is one resource: leave pattern out'});
  }
  if (type !== 'cluster' && name === undefined) {
    issues.push({rule: 'missing-key', pointer: '/spec/resource/name', message: `a resource of type ${type} needs a name`});
  }
  if (name === '*' && resource['pattern'] === 'prefixed') {
    issues.push({
      rule: 'value',
      pointer: '/spec/resource/pattern',
      message: 'the prefix "*" matches only names that start with a star; for all names write pattern: literal',
    });
  }
  for (const [index, operation] of texts(spec, 'operations').entries()) {
    if (HONOURED[type].some(honoured => honoured === operation)) continue;
    issues.push({
      rule: 'value',
      pointer: `/spec/operations/${index}`,
      message: `the broker never asks for ${operation} on a ${type}; it knows ${HONOURED[type].join(', ')}`,
    });
  }
  return issues;
}
