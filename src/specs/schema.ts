import type {Setting} from './setting-history.ts';
import {unitOf} from './setting-unit.ts';
import {DURATION_PATTERN, SIZE_PATTERN, WHOLE_NUMBER_PATTERN} from './units.ts';

/**
 * Pieces of the kinds' JSON Schemas. A `$comment` that starts with `weir:` tells the reader of a document what a
 * value is (so that units are resolved and a failed match is explained in words); editors ignore it.
 */

/** A JSON Schema (draft 7), as far as the kinds use it. */
export interface Schema {
  readonly $comment?: string;
  readonly description?: string;
  /** Still read, and gone from the newest release of what it is about. */
  readonly deprecated?: boolean;
  readonly properties?: {readonly [key: string]: Schema};
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly [keyword: string]: unknown;
}

export const COMMENT = {
  duration: 'weir:duration',
  size: 'weir:size',
  secret: 'weir:secret',
  /** Followed by the sentence that explains a failed match. */
  says: 'weir:says ',
  /** Followed by the type of Kafka's setting. */
  config: 'weir:config ',
  /** A map of topic settings, or of brokers' settings, by Kafka's names. */
  topicSettings: 'weir:topic-settings',
  brokerSettings: 'weir:broker-settings',
  /** Followed by the section of a client profile whose settings a map holds. */
  clientSettings: 'weir:client-settings ',
} as const;

/** Milliseconds: an integer or `500ms 30s 5m 12h 7d 2w`. */
export function duration<const D extends string>(description: D) {
  return {
    $comment: COMMENT.duration,
    description,
    anyOf: [
      {type: 'integer', minimum: -1},
      {type: 'string', pattern: DURATION_PATTERN},
    ],
    examples: ['30s', '7d'],
  } as const;
}

/** Bytes: an integer or `512KiB 1MiB 10GiB 1TiB`. */
export function size<const D extends string>(description: D) {
  return {
    $comment: COMMENT.size,
    description,
    anyOf: [
      {type: 'integer', minimum: -2},
      {type: 'string', pattern: SIZE_PATTERN},
    ],
    examples: ['1MiB', '10GiB'],
  } as const;
}

/** Where a secret comes from; never the secret itself. */
export function secretFrom<const D extends string>(description: D) {
  return {
    $comment: COMMENT.secret,
    description: `${description} Exactly one of env, file or command; never the value itself.`,
    type: 'object',
    properties: {
      env: {
        type: 'string',
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        description: 'Name of an environment variable.',
        $comment: `${COMMENT.says}it must be the name of an environment variable`,
      },
      file: {type: 'string', minLength: 1, description: 'Path of a file whose content is the value, relative to the working directory.'},
      command: {
        type: 'array',
        items: {type: 'string'},
        minItems: 1,
        description: 'Program and arguments whose standard output is the value; no shell is involved.',
      },
    },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  } as const;
}

/** A key that must not stand here, with the reason. */
export function forbidden(reason: string): Schema {
  return {not: {}, $comment: `${COMMENT.says}${reason}`};
}

export const SLUG_PATTERN = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';
export const SLUG_SAYS =
  `${COMMENT.says}it must be lower-case letters, digits and inner hyphens, at most 63, because it becomes part of a path` as const;

/**
 * One of Kafka's own settings, by the type that Kafka defines for it. Its bounds are judged later, for they depend on the
 * brokers' version; so is one that the newest release does not have. `documentation` is for editors.
 */
export function kafkaSetting(definition: Setting, documentation?: string): Schema {
  const base = {
    $comment: commentOf(definition),
    ...(documentation === undefined ? {} : {description: describe(definition, documentation)}),
  };
  switch (definition.type) {
    case 'BOOLEAN':
      return {...base, enum: [true, false, 'true', 'false']};
    case 'INT':
    case 'LONG':
    case 'SHORT':
      return {...base, anyOf: [{type: 'integer'}, {type: 'string', pattern: patternOf(definition)}]};
    case 'DOUBLE':
      return {...base, anyOf: [{type: 'number'}, {type: 'string', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$'}]};
    case 'LIST':
      return {...base, anyOf: [{type: 'string'}, {type: 'array', items: {type: 'string'}}]};
    default:
      return definition.choices === undefined || definition.anyCase === true ? {...base, type: 'string'} : {...base, ...oneOf(definition)};
  }
}

/** One of the choices; those that read like a number also without quotes: `acks: 1`. */
function oneOf({choices = [], durationAfter}: Setting): Schema {
  const numbers = choices.flatMap(choice => (/^-?[0-9]+$/.test(choice) ? [Number(choice)] : []));
  if (durationAfter !== undefined) return {anyOf: [{enum: choices}, {type: 'string', pattern: `^${durationAfter}P`}]};
  return numbers.length === 0 ? {type: 'string', enum: choices} : {enum: [...choices, ...numbers]};
}

function commentOf(setting: Setting): string {
  const unit = unitOf(setting);
  if (unit === 'duration') return COMMENT.duration;
  return unit === 'size' ? COMMENT.size : `${COMMENT.config}${setting.type}`;
}

function patternOf(definition: Setting): string {
  const comment = commentOf(definition);
  return comment === COMMENT.duration ? DURATION_PATTERN : comment === COMMENT.size ? SIZE_PATTERN : WHOLE_NUMBER_PATTERN;
}

function describe({default: fallback}: Setting, documentation: string): string {
  return fallback === null || fallback === '' ? documentation : `${documentation} Kafka's default: ${fallback}.`;
}
