import {Ajv, type ValidateFunction} from 'ajv';
import {envelopeSchema} from './envelope.ts';
import {KIND_DEFINITIONS} from './kinds/index.ts';
import {KINDS} from './model.ts';

/** The schemas whose validators a reader of specs needs: the envelope, and each kind's `spec`. */
export function specSchemas(): Record<string, object> {
  return {envelope: envelopeSchema, ...Object.fromEntries(KINDS.map(kind => [kind, KIND_DEFINITIONS[kind].spec]))};
}

/** The options under which both the compiled and the ahead-of-time validators are made. */
export const AJV_OPTIONS = {allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false} as const;

const compiled = new Map<string, ValidateFunction>();

/** Compiled on first use; a build replaces this module by validators compiled ahead of time. */
export function specValidator(name: string): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const schema = specSchemas()[name];
  if (schema === undefined) throw new Error(`there is no schema ${name}`);
  const validate = new Ajv(AJV_OPTIONS).compile(schema);
  compiled.set(name, validate);
  return validate;
}
