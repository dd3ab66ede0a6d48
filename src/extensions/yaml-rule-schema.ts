import {WHOLE_NUMBER_KEYWORDS} from '../policy/keywords.ts';
import {KINDS} from '../specs/model.ts';
import {COMMENT, type Schema} from '../specs/schema.ts';

const LEVELS = ['error', 'warning', 'note', 'off'];

const path = (description: string): Schema => ({type: 'string', minLength: 1, description, examples: ['spec.partitions']});

const conditions: Schema = {
  type: 'object',
  description: `JSON Schema (draft 7, and ${[...WHOLE_NUMBER_KEYWORDS, 'among'].join(', ')}) of the value. A limit may be {$data: /options/NAME} or another value of the document: {$data: /spec/partitions}.`,
  examples: [{multipleOf: 2}, {maximum: {$data: '/options/max'}}],
};

const condition: Schema = {
  type: 'object',
  properties: {
    at: path('Path of the value.'),
    must: {...conditions, description: 'What must hold of it; without this, that it is stated.'},
  },
  required: ['at'],
  additionalProperties: false,
};

const option: Schema = {
  type: 'object',
  description: 'JSON Schema of the option, with a description and the default that holds where a team states no other.',
  properties: {
    type: {enum: ['integer', 'number', 'boolean', 'string', 'array'], description: 'What it is; an array is a list of texts.'},
    description: {type: 'string', minLength: 1, description: 'What it is for: one sentence.'},
    default: {description: 'The value that holds where policy.yaml states none.'},
    minimum: {type: 'number', description: 'Lowest number.'},
    maximum: {type: 'number', description: 'Highest number.'},
    enum: {type: 'array', items: {type: 'string'}, minItems: 1, description: 'The texts that it may be.'},
    format: {const: 'regex', description: 'The text is a regular expression.'},
    items: {
      type: 'object',
      description: 'What the texts of a list may be.',
      properties: {
        type: {const: 'string', description: 'A list holds texts.'},
        enum: {type: 'array', items: {type: 'string'}, minItems: 1, description: 'The texts that each may be.'},
        format: {const: 'regex', description: 'Each text is a regular expression.'},
      },
      additionalProperties: false,
    },
  },
  required: ['type', 'description', 'default'],
  additionalProperties: false,
};

const example: Schema = {
  type: 'object',
  description: 'What the example is about: a JSON merge patch of the smallest valid document of the kind, in which null takes a key away.',
  properties: {
    apiVersion: {const: 'weir/v1', description: 'It need not be stated.'},
    kind: {enum: KINDS, description: 'The kind of the rule; it need not be stated.'},
    metadata: {type: 'object', description: 'What differs of metadata.'},
    spec: {type: 'object', description: 'What differs of spec.'},
  },
  additionalProperties: false,
  examples: [{spec: {partitions: 4}}],
};

const examples: Schema = {
  type: 'array',
  items: example,
  minItems: 1,
  $comment: `${COMMENT.says}state at least one: examples are the tests of a rule`,
};

/** Ways to say what must hold: a whole schema, or the conditions of one value. */
const SHORT_KEYS = ['at', 'must', 'required', 'when'];

/**
 * JSON Schema of a rule in YAML (`policies/<folder>/<name>.yaml`): `weir schema rule` prints it, and what is wrong with
 * a rule is told from it.
 */
export const yamlRuleSchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Kafka Weir rule',
  description: 'A rule of your own about each document of a kind. Its id is its path below policies/, without the ending.',
  type: 'object',
  properties: {
    kind: {enum: KINDS, description: 'Kind of the documents that it judges.'},
    title: {
      type: 'string',
      minLength: 1,
      description: 'What holds where it is satisfied: one line, no full stop.',
      examples: ['The number of partitions is even'],
    },
    rationale: {
      type: 'string',
      minLength: 1,
      description: 'Why it matters, and what goes wrong otherwise.',
      examples: ['Our two racks share them.'],
    },
    level: {enum: LEVELS, description: 'How grave a finding is; off is for rules that policy.yaml switches on.'},
    sources: {
      type: 'array',
      items: {type: 'string', minLength: 1},
      minItems: 1,
      $comment: `${COMMENT.says}name at least one, if only your own decision`,
      description: 'Where the condition comes from.',
      examples: [['our own decision']],
    },
    packs: {
      type: 'object',
      additionalProperties: {enum: LEVELS},
      description: 'Levels in other packs than recommended, by the name of the pack.',
    },
    covers: {
      type: 'array',
      items: {type: 'string', minLength: 1},
      description: 'Practices that it holds, by the names that you give them.',
    },
    waiveWhen: {type: 'string', minLength: 1, description: 'When an exception is right.'},
    options: {
      type: 'object',
      additionalProperties: option,
      propertyNames: {
        pattern: '^[a-z][A-Za-z0-9]*$',
        $comment: `${COMMENT.says}the name of an option is letters and digits, a small letter first`,
      },
      description: 'What policy.yaml can choose, by name.',
      examples: [{divisor: {type: 'integer', description: 'What it is divided by.', minimum: 1, default: 2}}],
    },
    at: path('The value that is judged. A key * stands for every element of a list or mapping.'),
    must: conditions,
    required: {type: 'boolean', description: 'True: a value that is missing is a finding, too. Otherwise it is accepted.'},
    when: {
      description: 'Judge only where this holds, or where all of these hold: another value of the document.',
      examples: [{at: 'spec.config.cleanup.policy', must: {const: 'compact'}}],
      if: {type: 'array'},
      then: {type: 'array', items: condition, minItems: 1},
      else: condition,
    },
    schema: {
      type: 'object',
      description: 'In place of at and must: JSON Schema of the whole document, with apiVersion, kind, metadata and spec.',
      examples: [{properties: {spec: {properties: {partitions: {multipleOf: 2}}}}}],
    },
    mark: {
      enum: ['value', 'key'],
      description: 'Where a finding points: at the value (default), or at its key where the setting itself is wrong.',
    },
    message: {
      type: 'string',
      minLength: 1,
      description:
        'What is wrong and what to do, without a full stop. {value}, {name}, {kind}, {pointer}, {NAME} of an option and paths like {spec.partitions} are filled in; {{ and }} are braces.',
      examples: ['{value} partitions cannot be shared by {divisor} racks'],
    },
    fix: {
      type: 'object',
      minProperties: 1,
      description: 'Values that satisfy the rule, by path; null takes a key away. A value may be {$data: /options/NAME}.',
      examples: [{'spec.partitions': 4}],
    },
    examples: {
      type: 'object',
      description: 'Its tests: weir rules --test runs them.',
      properties: {
        good: {...examples, description: 'Documents that satisfy it.'},
        bad: {...examples, description: 'Documents that it finds fault with.'},
      },
      required: ['good', 'bad'],
      additionalProperties: false,
    },
  },
  patternProperties: {'^x-': {description: 'Free: a place for anchors.'}},
  required: ['kind', 'title', 'rationale', 'level', 'sources', 'message', 'examples'],
  additionalProperties: false,
  oneOf: [
    {required: ['schema'], not: {anyOf: SHORT_KEYS.map(key => ({required: [key]}))}},
    {required: ['at', 'must'], not: {required: ['schema']}},
  ],
  $comment: `${COMMENT.says}state what must hold, either by at and must (and required, when), or by schema`,
};
