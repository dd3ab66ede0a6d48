import {specValidator} from '#spec-validators';
import {explain} from './explain.ts';
import type {Fields} from './kinds/fields.ts';
import {KIND_DEFINITIONS} from './kinds/index.ts';
import type {Issue} from './kinds/kind.ts';
import type {Kind} from './model.ts';
import {normalise} from './normalise.ts';

/** The `spec` of a kind, and its text by the JSON pointers of the document. */
export interface WrittenSpec {
  spec: Fields;
  written(pointer: string): string | undefined;
}

/** What is wrong inside `spec`, and the spec in its normal form where nothing is. `brokersVersion` decides what settings may be. */
export function judgeSpec(
  kind: Kind,
  {spec: stated, written}: WrittenSpec,
  brokersVersion: string | undefined,
): {issues: Issue[]; spec: Fields} {
  const definition = KIND_DEFINITIONS[kind];
  const validate = specValidator(kind);
  const isValid = validate(stated);
  const issues = isValid ? [] : explain(validate.errors ?? [], definition.spec, stated, '/spec', written);
  const version = definition.settingsVersion === undefined ? brokersVersion : definition.settingsVersion(stated);
  const normal = normalise(definition.spec, stated, version);
  // One value, one issue: what has the wrong shape is not judged for its range as well.
  if (normal.issues.length > 0) {
    const told = new Set(issues.map(issue => issue.pointer));
    issues.push(...normal.issues.filter(issue => !told.has(issue.pointer)));
  }
  if (isValid && issues.length === 0) issues.push(...(definition.check?.(normal.spec) ?? []));
  return {issues, spec: normal.spec};
}
