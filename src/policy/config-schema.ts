import {schemaOfOptions} from './options.ts';
import {judgesEachTopic, type Pack, type Rule, type TopicClass} from './rule.ts';
import {escapeKey, type Schema} from './schema.ts';

/** What exists, so that an editor can complete it: ours and the team's. */
export interface KnownPolicies {
  rules: readonly Rule[];
  packs: ReadonlyMap<string, Pack>;
  classes: ReadonlyMap<string, TopicClass>;
}

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/**
 * The JSON Schema of `policies/policy.yaml`, for editors: packs, classes and rules by the names that exist, each with what
 * it says of itself, and the options of each rule. `config-reader.ts` is what judges the file.
 */
export function policySchema(known: KnownPolicies): Schema {
  return {
    $schema: DRAFT,
    title: 'Kafka Weir policy.yaml',
    description: 'Which rules hold, how gravely, and by which options.',
    type: 'object',
    properties: {
      packs: {$ref: '#/definitions/packs', default: ['recommended']},
      failOn: {
        enum: ['error', 'warning', 'note'],
        default: 'error',
        description: 'The lowest level that makes weir check fail; --fail-on wins over it.',
      },
      rules: {$ref: '#/definitions/rules'},
      classes: classesSchema(known),
      environments: environmentsSchema(),
    },
    patternProperties: {'^x-': {description: 'Yours: Weir does not read it.'}},
    additionalProperties: false,
    definitions: definitions(known),
  };
}

function classesSchema({classes}: KnownPolicies): Schema {
  return {
    type: 'object',
    description: 'Topic classes: those of Weir under other bounds, and your own. A topic chooses one by metadata.labels.class.',
    properties: Object.fromEntries(
      [...classes].map(([name, {summary}]) => [name, {allOf: [{$ref: '#/definitions/class'}], description: capital(summary)}]),
    ),
    additionalProperties: {$ref: '#/definitions/class'},
  };
}

function environmentsSchema(): Schema {
  return {
    type: 'object',
    description: 'What differs for the clusters of an environment.',
    additionalProperties: {
      type: 'object',
      description: 'What holds in this environment.',
      properties: {
        packs: {$ref: '#/definitions/packs', description: 'The packs that hold here, in place of those above.'},
        rules: {$ref: '#/definitions/rules'},
      },
      additionalProperties: false,
    },
    examples: [{development: {packs: ['development']}}],
  };
}

function definitions({rules, packs}: KnownPolicies): Schema {
  const ofTopics = rules.filter(judgesEachTopic);
  const stated = (id: string): [string, Schema] => [id, {$ref: `#/definitions/rules/properties${escapeKey(id)}`}];
  return {
    packs: {
      type: 'array',
      description: 'Sets of levels, a later one winning over an earlier one. Without any, only what rules states is judged.',
      items: named([...packs].map(([name, {summary}]) => [name, summary])),
      examples: [['recommended'], ['recommended', 'exactly-once']],
    },
    rules: {
      type: 'object',
      description: 'Levels and options by rule, in place of what the packs say.',
      properties: Object.fromEntries(rules.map(rule => [rule.id, ruleSchema(rule)])),
      additionalProperties: false,
      examples: [{'topic/partitions': {level: 'warning'}}],
    },
    class: {
      type: 'object',
      description: 'What holds for the topics of this class.',
      properties: {
        summary: {type: 'string', description: 'What topics of this class hold: one sentence.'},
        rules: {
          type: 'object',
          description: 'Levels and options by rule for the topics of this class; rules that judge one topic at a time.',
          properties: Object.fromEntries(ofTopics.map(({id}) => stated(id))),
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
  };
}

function ruleSchema(rule: Rule): Schema {
  const hasOptions = Object.keys(rule.options).length > 0;
  return {
    type: 'object',
    description: `${rule.title}. ${rule.rationale}`,
    properties: {
      level: {
        enum: ['error', 'warning', 'note', 'off'],
        description: `How grave a finding is; off: it is not judged. ${capital(rule.level)} in the pack recommended.`,
      },
      ...(hasOptions ? {options: {description: 'What the rule lets you choose.', ...schemaOfOptions(rule.options)}} : {}),
    },
    additionalProperties: false,
  };
}

/** One of these names, each with what it stands for; `enumDescriptions` is a keyword of the editors, which validators ignore. */
export function named(names: readonly (readonly [string, string])[]): Schema {
  return {
    type: 'string',
    enum: names.map(([name]) => name),
    enumDescriptions: names.map(([, says]) => capital(says)),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
