import type {ClusterSpec} from '../model.ts';
import {COMMENT} from '../schema.ts';
import {BACKENDS} from './backend-settings.ts';
import {type Fields, optionalFields, present, text, texts, whole} from './fields.ts';

/** How the stacks of a Cluster are planned and applied: where their states lie, and how domains are split. */
export const terraformSchema = {
  type: 'object',
  description: 'How the stacks of this cluster are planned and applied.',
  properties: {
    backend: {
      type: 'object',
      properties: {type: {enum: BACKENDS, description: 'Kind of backend.'}},
      required: ['type'],
      default: {type: 'local'},
      description: "Where the state lives; further keys are the backend's own settings, without credentials.",
    },
    shards: {
      type: 'object',
      additionalProperties: {type: 'integer', minimum: 1, maximum: 1000},
      description:
        'By domain, the number of stacks that its resources are split into, by a hash of each. For domains of more than 1,000 resources: one state of thousands is slow to plan and to apply.',
    },
    formerStacks: {
      type: 'array',
      uniqueItems: true,
      items: {
        type: 'string',
        pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[1-9][0-9]{0,3})?$',
        $comment: `${COMMENT.says}it is a domain, or a domain and the number of a shard, like payments.2`,
      },
      description:
        'Stacks that have a state and no document any more, like payments or payments.2: what they hold is moved or planned to go. For backends other than local, whose states cannot be listed.',
    },
  },
  additionalProperties: false,
} as const;

export function terraformOf(fields: Fields): ClusterSpec['terraform'] {
  const backend = optionalFields(fields, 'backend');
  const shards = optionalFields(fields, 'shards');
  return present({
    backend: backend === undefined ? {type: 'local'} : {...backend, type: text(backend, 'type')},
    shards: shards === undefined ? undefined : Object.fromEntries(Object.keys(shards).map(domain => [domain, whole(shards, domain)])),
    formerStacks: fields['formerStacks'] === undefined ? undefined : texts(fields, 'formerStacks'),
  });
}
