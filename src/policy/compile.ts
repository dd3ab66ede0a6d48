import {Ajv, type ErrorObject} from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import {usageError} from '../findings/error.ts';
import {addKeywords} from './keywords.ts';
import {schemaOfOptions} from './options.ts';
import type {Rule} from './rule.ts';
import type {Validate, Validators} from './validators.ts';

/**
 * Rules' schemas to functions: ours ahead of time by {@link standaloneValidators}, a team's when they are loaded.
 * Both ways use one AJV configuration, and a test holds that they say the same.
 */
function newAjv({standalone}: {standalone: boolean}): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    $data: true,
    strict: true,
    // Rules judge documents whose shape the kinds' schemas have settled: they need not repeat types and parents.
    strictTypes: false,
    strictRequired: false,
    // Lengths in UTF-16 units: the code-point count would need a require that standalone modules cannot have.
    unicode: false,
    formats: {regex: true},
    // Descriptions and defaults of options are annotations here; the defaults are filled in by config.ts.
    useDefaults: false,
    code: standalone ? {source: true, esm: true, lines: false} : {source: false},
    logger: false,
  });
  return addKeywords(ajv);
}

let ajvOfTeams: Ajv | undefined;

/** The AJV that a team's rules are compiled by. One for all: it reads the schema of schemas once. */
export function teamAjv(): Ajv {
  ajvOfTeams ??= newAjv({standalone: false});
  return ajvOfTeams;
}

/** Compiles the rules' schemas now. A schema that AJV refuses is wrong use that names the rule. */
export function compileNow(rules: readonly Rule[]): Map<string, Validators> {
  const ajv = teamAjv();
  return new Map(rules.map(rule => [rule.id, compileRule(ajv, rule)]));
}

function compileRule(ajv: Ajv, rule: Rule): Validators {
  try {
    return {
      options: asValidate(ajv.compile(schemaOfOptions(rule.options))),
      ...(rule.subject === 'document' ? {document: asValidate(ajv.compile(rule.schema))} : {}),
    };
  } catch (error) {
    throw usageError(
      'policies/bad-schema',
      `${placeOf(rule)}the rule ${rule.id} has a schema that cannot be compiled: ${error instanceof Error ? error.message : String(error)}`,
      'it is JSON Schema, draft 7, with the keywords wholeMinimum, wholeMaximum, wholeBelow and among; at(), when() and all() of kafka-weir/policy write it',
    );
  }
}

/** `file:line:column: ` of the schema, or as much of it as is known. */
function placeOf({source}: Rule): string {
  if (source === undefined) return '';
  const place = source.locate?.('/schema');
  return place === undefined ? `${source.file}: ` : `${place.file}:${place.line}:${place.column}: `;
}

const NONE: readonly ErrorObject[] = [];

function asValidate(compiled: {(data: unknown): unknown; errors?: ErrorObject[] | null}): Validate {
  return data => (compiled(data) === true ? NONE : (compiled.errors ?? NONE));
}

/**
 * The text of an ES module whose export `validators` maps rule ids to validators: what `#validators` is in a build.
 * Deterministic, and free of imports; a schema that would need one is refused.
 */
export function standaloneValidators(rules: readonly Rule[]): string {
  const ajv = newAjv({standalone: true});
  const names: Record<string, string> = {};
  const entries: string[] = [];
  rules.forEach((rule, index) => {
    names[`options${index}`] = add(ajv, `options${index}`, schemaOfOptions(rule.options));
    const document = rule.subject === 'document' ? `document${index}` : undefined;
    if (document !== undefined && rule.subject === 'document') names[document] = add(ajv, document, rule.schema);
    entries.push(
      `  ${JSON.stringify(rule.id)}: {options: run(options${index})${document === undefined ? '' : `, document: run(${document})`}},`,
    );
  });
  const code = standaloneCode.default(ajv, names);
  if (/\brequire\(/.test(code))
    throw new Error(`a rule's schema needs code that standalone validators cannot import: ${/require\([^)]*\)/.exec(code)?.[0]}`);
  // The table below is the only export: one name, whatever the number of rules.
  const inner = code.replace(/^export const (\w+) = /gm, 'const $1 = ').replace(/export const (\w+) = /g, 'const $1 = ');
  return [
    '// Generated from policies/: do not edit.',
    inner,
    'const none = [];',
    // AJV's default for where a value stands is an object made for every call; here it stands nowhere, always.
    "const run = (validate, at = {instancePath: '', parentData: undefined, parentDataProperty: undefined, rootData: undefined}) => data => {",
    '  at.rootData = data;',
    '  return validate(data, at) === true ? none : (validate.errors ?? none);',
    '};',
    'export const validators = {',
    ...entries,
    '};',
    '',
  ].join('\n');
}

function add(ajv: Ajv, key: string, schema: object): string {
  ajv.addSchema(schema, key);
  return key;
}
