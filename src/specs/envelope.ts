import type {KindDefinition} from './kinds/kind.ts';
import {COMMENT, type Schema, SLUG_PATTERN, SLUG_SAYS} from './schema.ts';

/** What every document has around its `spec`. */
const metadata = {
  type: 'object',
  description: 'What it is called, and whose it is.',
  properties: {
    name: {type: 'string', minLength: 1, description: 'Name in Kafka; unique for its kind on each cluster.'},
    owner: {type: 'string', minLength: 1, description: 'Team that answers for this resource.'},
    description: {type: 'string', description: 'What it is for.'},
    labels: {type: 'object', additionalProperties: {type: 'string'}, description: 'Free text by key, for rules and reports.'},
    domain: {
      type: 'string',
      pattern: SLUG_PATTERN,
      $comment: SLUG_SAYS,
      description: 'The stack it belongs to; by default the first folder under the specs.',
    },
    clusters: {
      type: 'array',
      items: {type: 'string', minLength: 1},
      minItems: 1,
      uniqueItems: true,
      description: 'Clusters that have it; all by default.',
    },
  },
  required: ['name'],
  additionalProperties: false,
} as const;

const patches = {
  type: 'object',
  description: 'What differs by environment: a JSON merge patch (RFC 7386) of spec for each.',
  additionalProperties: {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        minProperties: 1,
        $comment: `${COMMENT.says}a patch must change something: leave it out, or state what differs`,
      },
    },
    required: ['spec'],
    additionalProperties: false,
  },
} as const;

/** Schema of a document of any known kind, without the inside of its `spec`, which is judged once patches are merged. */
export const envelopeSchema: Schema = {
  type: 'object',
  properties: {
    apiVersion: {const: 'weir/v1'},
    kind: {type: 'string'},
    metadata,
    spec: {type: 'object'},
    environments: patches,
  },
  patternProperties: {'^x-': {}},
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  additionalProperties: false,
};

/** The whole schema of a kind, for editors: `weir schema KIND`. `spec` may be fuller than the one that `weir check` judges by. */
export function documentSchema(definition: KindDefinition, spec: Schema = definition.spec): Schema {
  const {properties} = envelopeSchema;
  const {environments, ...rest} = properties ?? {};
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Kafka Weir ${definition.kind}`,
    ...envelopeSchema,
    description: definition.description,
    properties: {
      ...rest,
      kind: {const: definition.kind},
      spec,
      ...(definition.kind === 'Cluster' || environments === undefined ? {} : {environments}),
    },
  };
}
