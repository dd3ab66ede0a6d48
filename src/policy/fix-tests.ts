import type {Finding} from '../findings/finding.ts';
import type {Model} from '../specs/model.ts';
import {parsePointer} from '../specs/yaml/document.ts';
import type {Document} from './examples.ts';
import {documentOf, resolveExamples} from './resolve-examples.ts';
import type {Rule} from './rule.ts';

/**
 * What is wrong with the fixes that findings in an example offer: once they are made, the documents must be valid and
 * the rule must find nothing that it did not leave open before. `judge` judges by the rule alone.
 */
export function fixProblems(
  rule: Rule,
  documents: readonly Document[],
  found: readonly Finding[],
  judge: (models: readonly Model[]) => Finding[],
): string[] {
  if (!found.some(({fix}) => fix !== undefined)) return [];
  const {models, findings} = resolveExamples(withFixes(documents, found));
  if (findings.length > 0) return findings.map(one => `with its fix it is no valid document: ${one.message}`);
  const open = new Set(found.filter(({fix}) => fix === undefined).map(({fingerprint}) => fingerprint));
  return judge(models)
    .filter(({fingerprint}) => !open.has(fingerprint))
    .map(one => `with its fix the rule ${rule.id} still finds fault with it: ${one.message}`);
}

/** Copies of the documents in which the findings' fixes are made. */
export function withFixes(documents: readonly Document[], found: readonly Finding[]): Document[] {
  const copies = documents.map(document => structuredClone(document));
  for (const one of found) {
    const document = copies[documentOf(one)];
    if (document === undefined) continue;
    for (const [pointer, value] of Object.entries(one.fix ?? {})) put(document, parsePointer(pointer), value);
  }
  return copies;
}

/** Writes a value at a path, and the mappings that lead there; null takes the key away. */
function put(target: object, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) {
    const inner: unknown = Reflect.get(target, key);
    const below = typeof inner === 'object' && inner !== null ? inner : {};
    Reflect.set(target, key, below);
    put(below, rest, value);
  } else if (value !== null) Reflect.set(target, key, value);
  else if (Array.isArray(target)) target.splice(Number(key), 1);
  else Reflect.deleteProperty(target, key);
}
