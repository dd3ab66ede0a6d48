import {isDeepStrictEqual} from 'node:util';
import type {Finding} from '../findings/finding.ts';
import {type Fields, isFields} from './kinds/fields.ts';
import {mergePatch, sourceOf} from './overlay.ts';
import type {YamlValue} from './yaml/compose.ts';
import type {Edit} from './yaml/edit.ts';
import {asYamlValue, editedValue, valueAt} from './yaml/edit-value.ts';

/** What a finding asks for, as it would read in the resolved document. */
export function wantedEdits({fix = {}, rename = {}}: Finding): Edit[] | undefined {
  const edits: Edit[] = Object.entries(rename).map(([pointer, key]) => ({pointer, rename: key}));
  for (const [pointer, stated] of Object.entries(fix)) {
    const to = asYamlValue(stated);
    if (to === undefined) return undefined;
    edits.push(to === null ? {pointer, remove: true} : {pointer, to});
  }
  return edits;
}

/**
 * The edits of a document that bring about one wanted in its resolved form, in each of the environments: at the place
 * that decided the value, in the patch or in the base.
 */
export function sourceEdits(document: YamlValue, wanted: Edit, environments: readonly (string | undefined)[]): Edit[] {
  const edits = environments.flatMap(environment => editsIn(document, wanted, environment));
  return edits.filter((edit, index) => edits.findIndex(one => isDeepStrictEqual(one, edit)) === index);
}

function editsIn(document: YamlValue, wanted: Edit, environment: string | undefined): Edit[] {
  const parts = environment === undefined ? undefined : overlaidParts(document, environment);
  if (environment === undefined || parts === undefined) return [wanted];
  const pointer = sourceOf(wanted.pointer, parts.spec, parts.patch, environment);
  const isWritten = valueAt(document, pointer) !== undefined;
  const isBelow = pointer !== wanted.pointer && valueAt(document, wanted.pointer) !== undefined;
  // What a patch leaves out shows what stands below it, in the base.
  if ('remove' in wanted) return [isBelow ? {pointer, to: null} : {pointer, remove: true}];
  if ('rename' in wanted) return [...(isWritten || !isBelow ? [{pointer, rename: wanted.rename}] : []), ...(isBelow ? [wanted] : [])];
  return [{pointer, to: wanted.to}];
}

/** The document as it holds in an environment. */
export function resolvedIn(document: YamlValue, environment: string | undefined): YamlValue {
  const parts = environment === undefined ? undefined : overlaidParts(document, environment);
  if (parts === undefined || !isFields(document)) return document;
  const spec = asYamlValue(mergePatch(parts.spec, parts.patch));
  return spec === undefined ? document : editedValue(document, {pointer: '/spec', to: spec});
}

/** The base and the patch of an environment; undefined where the document has no patch for it. */
function overlaidParts(document: YamlValue, environment: string): {spec: Fields; patch: Fields} | undefined {
  if (!isFields(document) || document['kind'] === 'Cluster') return undefined;
  const {spec, environments} = document;
  const entry = isFields(environments) && Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  const patch = isFields(entry) ? entry['spec'] : undefined;
  return isFields(spec) && isFields(patch) ? {spec, patch} : undefined;
}
