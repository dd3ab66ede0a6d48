import type {KindDefinition} from './kinds/kind.ts';
import {COMMENT, type Schema, SLUG_PATTERN, SLUG_SAYS} from './schema.ts';

/** What every document has around its `spec`. */
const metadata = {
  type: 'object',
  description: 'What it is called, and whose it is.',
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      description: 'Name in Kafka; unique for its kind on each cluster.',
      examples: ['payments.payment.authorised.v1'],
    },
    owner: {type: 'string', minLength: 1, description: 'Team that answers for this resource.', examples: ['team-payments']},
    description: {type: 'string', description: 'What it is for.'},
    labels: {
      type: 'object',
      additionalProperties: {type: 'string'},
      description: 'Free text by key, for rules and reports; class chooses the class of a topic.',
      examples: [{class: 'events', 'data-class': 'internal'}],
    },
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
      examples: [['production', 'staging']],
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
    description: 'What differs on the clusters of this environment.',
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
  patternProperties: {'^x-': {description: 'Yours: a place for anchors.'}},
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
      apiVersion: {...rest['apiVersion'], description: 'The version of this form of documents.'},
      kind: {const: definition.kind, description: definition.description},
      spec: {description: 'What is claimed of it.', ...spec},
      ...(definition.kind === 'Cluster' || environments === undefined ? {} : {environments}),
    },
  };
}
