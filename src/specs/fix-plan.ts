import {isDeepStrictEqual} from 'node:util';
import type {Finding} from '../findings/finding.ts';
import {type Fields, isFields} from './kinds/fields.ts';
import {mergePatch, sourceOf} from './overlay.ts';
import type {YamlValue} from './yaml/compose.ts';
import {formatPointer, parsePointer} from './yaml/document.ts';
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

/** The environments that a fix concerns. Undefined stands for a tree without a Cluster document. */
export interface Environments {
  /** Those of the finding's clusters. */
  found: readonly (string | undefined)[];
  /** Those for which a finding of the same rule asks for the same. */
  alike: readonly (string | undefined)[];
  /** Those in which the document holds. */
  all: readonly string[];
}

/**
 * The edits of a document that bring about one wanted in its resolved form, in each of the environments: at the place
 * that decided the value, in the patch or in the base.
 */
export function sourceEdits(document: YamlValue, wanted: Edit, environments: Environments): Edit[] {
  const edits = removalEverywhere(document, wanted, environments) ?? environments.found.flatMap(one => editsIn(document, wanted, one));
  return edits.filter((edit, index) => edits.findIndex(one => isDeepStrictEqual(one, edit)) === index);
}

function editsIn(document: YamlValue, wanted: Edit, environment: string | undefined): Edit[] {
  const pointer = sourcePointer(document, wanted.pointer, environment);
  const isWritten = valueAt(document, pointer) !== undefined;
  const isBelow = pointer !== wanted.pointer && valueAt(document, wanted.pointer) !== undefined;
  // What a patch leaves out shows what stands below it, in the base.
  if ('remove' in wanted) return [isBelow ? {pointer, to: null} : {pointer, remove: true}];
  if ('rename' in wanted) return [...(isWritten || !isBelow ? [{pointer, rename: wanted.rename}] : []), ...(isBelow ? [wanted] : [])];
  return [{pointer, to: wanted.to}];
}

/**
 * Where no environment has a key any more it goes from the base and from all patches: a base that everybody hides would
 * be read by nobody. Undefined where it stays in one of them, or stands in no base.
 */
function removalEverywhere(document: YamlValue, wanted: Edit, {alike, all}: Environments): Edit[] | undefined {
  if (!('remove' in wanted) || valueAt(document, wanted.pointer) === undefined) return undefined;
  const names = [...new Set([...all, ...patchedEnvironments(document)])];
  const places = names.map(name => ({name, pointer: sourcePointer(document, wanted.pointer, name)}));
  const isHidden = (pointer: string) => pointer !== wanted.pointer && (valueAt(document, pointer) ?? null) === null;
  if (names.length === 0 || !places.every(({name, pointer}) => alike.includes(name) || isHidden(pointer))) return undefined;
  const written = places.filter(({pointer}) => pointer !== wanted.pointer && valueAt(document, pointer) !== undefined);
  return [wanted, ...written.map(({pointer}) => ({pointer, remove: true}) as const)];
}

/** Where in a document the value at a pointer of its resolved form was written. */
export function sourcePointer(document: YamlValue, pointer: string, environment: string | undefined): string {
  const parts = environment === undefined ? undefined : overlaidParts(document, environment);
  return environment === undefined || parts === undefined ? pointer : sourceOf(pointer, parts.spec, parts.patch, environment);
}

/** The environments in which a document holds, of all clusters with theirs. */
export function environmentsOf(document: YamlValue, clusters: ReadonlyMap<string, string>): string[] {
  const metadata = isFields(document) ? document['metadata'] : undefined;
  const named = isFields(metadata) ? metadata['clusters'] : undefined;
  return [...clusters].flatMap(([cluster, environment]) => (!Array.isArray(named) || named.includes(cluster) ? [environment] : []));
}

/** The document as it holds in an environment. */
export function resolvedIn(document: YamlValue, environment: string | undefined): YamlValue {
  const parts = environment === undefined ? undefined : overlaidParts(document, environment);
  if (parts === undefined || !isFields(document)) return document;
  const spec = asYamlValue(mergePatch(parts.spec, parts.patch));
  return spec === undefined ? document : editedValue(document, {pointer: '/spec', to: spec});
}

/**
 * What a removed key of a patch leaves behind and says nothing: the mapping that it stood in, the patch, all patches.
 * Undefined where something else stands there.
 */
export function emptiedAbove(document: YamlValue, pointer: string): string | undefined {
  return pointer.startsWith('/environments/') ? firstSayingNothing(document, pointer, 1) : undefined;
}

/** A resolved document without the mappings that removed keys left behind. */
export function withoutEmptied(resolved: YamlValue, removed: readonly string[]): YamlValue {
  return removed.reduce((value, pointer) => {
    const above = firstSayingNothing(value, pointer, 2);
    return above === undefined ? value : editedValue(value, {pointer: above, remove: true});
  }, resolved);
}

/** The outermost mapping around a place, from a depth on, that holds no value. A null is one: it takes something away. */
function firstSayingNothing(document: YamlValue, pointer: string, depth: number): string | undefined {
  const tokens = parsePointer(pointer);
  const above = tokens.map((_, index) => tokens.slice(0, index)).slice(depth);
  return above.map(formatPointer).find(one => saysNothing(valueAt(document, one)));
}

function saysNothing(value: unknown): boolean {
  return isFields(value) && Object.values(value).every(saysNothing);
}

function patchedEnvironments(document: YamlValue): string[] {
  const environments = isFields(document) ? document['environments'] : undefined;
  return isFields(environments) ? Object.keys(environments) : [];
}

/** The base and the patch of an environment; undefined where the document has no patch for it. */
function overlaidParts(document: YamlValue, environment: string): {spec: Fields; patch: Fields} | undefined {
  if (!isFields(document) || document['kind'] === 'Cluster') return undefined;
  const {spec, environments} = document;
  const entry = isFields(environments) && Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  const patch = isFields(entry) ? entry['spec'] : undefined;
  return isFields(spec) && isFields(patch) ? {spec, patch} : undefined;
}
