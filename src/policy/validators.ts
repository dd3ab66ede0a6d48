import {validators as ahead} from '#validators';
import type {Rule} from './rule.ts';

/** What a validator says of a value, in AJV's words: data for findings. */
export interface Violation {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: Record<string, unknown>;
  message?: string;
}

/** Every violation; none where the value is valid. What it is given is not kept. */
export type Validate = (data: unknown) => readonly Violation[];

export interface Validators {
  options: Validate;
  /** Of `{options, document}`; absent on rules that judge by code. */
  document?: Validate;
}

/**
 * The validators of all rules: those that were compiled into the package, and the rest compiled now. Only the rest
 * loads AJV, whose import costs more than judging a thousand topics.
 */
export async function validatorsOf(rules: readonly Rule[]): Promise<Map<string, Validators>> {
  const known = new Map<string, Validators>();
  const unknown: Rule[] = [];
  for (const rule of rules) {
    const compiled = rule.origin === 'weir' ? ahead[rule.id] : undefined;
    if (compiled === undefined) unknown.push(rule);
    else known.set(rule.id, compiled);
  }
  if (unknown.length === 0) return known;
  const {compileNow} = await import('./compile.ts');
  for (const [id, validators] of compileNow(unknown)) known.set(id, validators);
  return known;
}
