import {shortened} from '../findings/finding.ts';

/** What a rule lets a team choose: JSON Schema properties, each with a default, so that a rule always has a value. */
export type OptionSchema =
  | {type: 'integer' | 'number'; description: string; default: number; minimum?: number; maximum?: number}
  | {type: 'boolean'; description: string; default: boolean}
  | {type: 'string'; description: string; default: string; enum?: readonly string[]; format?: 'regex'}
  | {
      type: 'array';
      description: string;
      default: readonly string[];
      items: {type: 'string'; enum?: readonly string[]; format?: 'regex'};
      /** The default is what the policies know: the names of all topic classes, ours and those in policy.yaml. */
      from?: 'topic-classes';
    };

export type OptionSchemas = Readonly<Record<string, OptionSchema>>;

type ValueOf<S> = S extends {type: 'integer' | 'number'}
  ? number
  : S extends {type: 'boolean'}
    ? boolean
    : S extends {type: 'string'}
      ? string
      : readonly string[];

/** The values that a rule receives for its option schemas. */
export type OptionsOf<O extends OptionSchemas> = {readonly [Name in keyof O]: ValueOf<O[Name]>};

/** Option values of any rule, checked against that rule's schemas before a rule sees them. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** The values that hold where a team states none. `topicClasses` are the names that are known. */
export function defaultsOf(schemas: OptionSchemas, topicClasses: readonly string[] = []): OptionValues {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      'from' in schema && schema.from === 'topic-classes' ? topicClasses : schema.default,
    ]),
  );
}

/** One JSON Schema for all options of a rule: unknown names are refused. */
export function schemaOfOptions(schemas: OptionSchemas): Record<string, unknown> {
  // `from` is our own word, which no JSON Schema knows.
  const properties = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const {from: _from, ...plain} = {from: undefined, ...schema};
      return [name, plain];
    }),
  );
  return {type: 'object', properties, additionalProperties: false};
}

/** Why a regular expression does not compile; undefined where it does. */
export function patternProblem(pattern: string): string | undefined {
  try {
    // It is compiled when it is first used, and one that is too large fails only then.
    new RegExp(pattern, 'u').test('');
    return undefined;
  } catch (error) {
    return `this is no regular expression: ${shortened(error instanceof Error ? error.message : String(error))}`;
  }
}
