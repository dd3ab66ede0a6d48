import {KINDS} from '../specs/model.ts';
import {named} from './config-schema.ts';
import type {Rule} from './rule.ts';
import type {Schema} from './schema.ts';

/**
 * The JSON Schema of `policies/waivers.yaml`, for editors: the rules that exist, each with its title and when to waive it.
 * `waiver-reader.ts` is what judges the file.
 */
export function waiversSchema(rules: readonly Rule[]): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kafka Weir waivers.yaml',
    description: 'Findings that are accepted: by whom, why and until when.',
    type: 'object',
    properties: {
      waivers: {type: 'array', description: 'An entry for each waiver; [] where there are none.', items: waiver(rules)},
    },
    patternProperties: {'^x-': {description: 'Yours: Weir does not read it.'}},
    required: ['waivers'],
    additionalProperties: false,
  };
}

function waiver(rules: readonly Rule[]): Schema {
  const text = {type: 'string', pattern: '\\S'};
  return {
    type: 'object',
    description: 'One rule, waived for one resource, or for several by a pattern.',
    properties: {
      rule: {
        description: 'The rule that need not hold. What weir cannot read or apply (io/, syntax/, schema/) cannot be waived.',
        ...named(rules.map(({id, title, waiveWhen}) => [id, `${title}.${waiveWhen === undefined ? '' : ` Waive it when: ${waiveWhen}`}`])),
      },
      resource: {
        type: 'string',
        pattern: `^(\\*|${KINDS.join('|')})/(?:[^\\\\]|\\\\[\\s\\S])+$`,
        description: 'KIND/NAME, or */NAME for every kind; in the name * stands for any characters, and \\ before a character for itself.',
        examples: ['Topic/payments.payment.authorised.v1', 'Topic/payments.*'],
      },
      clusters: {
        type: 'array',
        items: {type: 'string', minLength: 1},
        minItems: 1,
        uniqueItems: true,
        description: 'The clusters on which it is waived; all of them without this.',
        examples: [['production']],
      },
      owner: {...text, description: 'The team that answers for the exception.', examples: ['team-payments']},
      reason: {...text, description: 'Why the rule need not hold here.'},
      expires: {
        type: 'string',
        format: 'date',
        pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
        description: 'The last day on which it holds, in UTC.',
        examples: ['2027-01-31'],
      },
    },
    required: ['rule', 'resource', 'owner', 'reason', 'expires'],
    additionalProperties: false,
  };
}
