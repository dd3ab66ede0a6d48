import {emptiedAbove, environmentsOf, sourcePointer} from '../specs/fix-plan.ts';
import {compose, YamlProblem, type YamlValue} from '../specs/yaml/compose.ts';
import {type Edit, spliceEdit} from '../specs/yaml/edit.ts';
import {editedValue, sameValue, valueAt} from '../specs/yaml/edit-value.ts';
import {SourceFile} from '../specs/yaml/source-file.ts';
import {applySplices} from '../specs/yaml/splice.ts';
import {splitDocuments} from '../specs/yaml/split.ts';
import type {Difference} from './differences.ts';

export interface UpdateRequest {
  differences: readonly Difference[];
  /** The cluster whose values are taken over. */
  cluster: {name: string; environment: string};
  /** The environment of every cluster: documents may hold for several. */
  environments: ReadonlyMap<string, string>;
  sourceOf(file: string): string | undefined;
}

export interface Update {
  files: Map<string, {before: string; after: string}>;
  /** What is left to a person, and why: a phrase without a full stop. */
  refused: {difference: Difference; reason: string}[];
}

/**
 * The live values in the place of the declared ones, where they stand: nothing else is touched, no comment and no other
 * cluster's value. A document that holds in further environments gets a patch for this one. Each edit is proven by reading
 * the result.
 */
export function updateDocuments(request: UpdateRequest): Update {
  const update: Update = {files: new Map(), refused: []};
  const byFile = Map.groupBy(request.differences, ({resource}) => resource.locate('/metadata/name').file);
  for (const [file, own] of byFile) {
    const text = request.sourceOf(file);
    if (text === undefined) {
      update.refused.push(...own.map(difference => ({difference, reason: 'its file was not read'})));
      continue;
    }
    const after = updateFile(text, own, request, update.refused);
    if (after !== text) update.files.set(file, {before: text, after});
  }
  return update;
}

function updateFile(text: string, differences: readonly Difference[], request: UpdateRequest, refused: Update['refused']): string {
  const source = new SourceFile('', text);
  const offsets = differences.map(difference => ({difference, at: source.offset(difference.resource.locate('/metadata/name'))}));
  let [after, end] = ['', 0];
  for (const slice of splitDocuments(text)) {
    let part = text.slice(slice.start, slice.end);
    for (const {difference, at} of offsets) {
      if (at < slice.start || at >= slice.end) continue;
      const edited = editDocument(part, difference, request);
      if ('reason' in edited) refused.push({difference, reason: edited.reason});
      else part = edited.text;
    }
    after += text.slice(end, slice.start) + part;
    end = slice.end;
  }
  return after + text.slice(end);
}

function editDocument(text: string, difference: Difference, {cluster, environments}: UpdateRequest): {text: string} | {reason: string} {
  const value = readValue(text);
  if (value === undefined) return {reason: 'its document cannot be read'};
  const others = new Map([...environments].filter(([name]) => name !== cluster.name));
  const elsewhere = environmentsOf(value, others);
  if (elsewhere.includes(cluster.environment))
    return {reason: `the document also holds for another cluster of the environment ${cluster.environment}, which would change with it`};
  const edit = editFor(value, difference, {environment: cluster.environment, isShared: elsewhere.length > 0});
  const edited = applyEdit(text, value, edit);
  if ('reason' in edited || !('remove' in edit)) return edited;
  const above = emptiedAbove(edited.value, edit.pointer);
  return above === undefined ? edited : applyEdit(edited.text, edited.value, {pointer: above, remove: true});
}

/** In the patch where it decided the value, or where the base holds for others too; else in the base. */
function editFor(value: YamlValue, {pointer, live}: Difference, {environment, isShared}: {environment: string; isShared: boolean}): Edit {
  const written = sourcePointer(value, pointer, environment);
  const inPatch = written !== pointer || isShared;
  const at = written !== pointer ? written : isShared ? `/environments/${token(environment)}${pointer}` : pointer;
  if (live !== undefined) return {pointer: at, to: live};
  const isBelow = inPatch && valueAt(value, pointer) !== undefined;
  return isBelow ? {pointer: at, to: null} : {pointer: at, remove: true};
}

function token(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function applyEdit(text: string, value: YamlValue, edit: Edit): {text: string; value: YamlValue} | {reason: string} {
  const splices = spliceEdit(text, edit);
  if ('refused' in splices) return {reason: splices.refused};
  const after = {text: applySplices(text, splices), value: editedValue(value, edit)};
  return sameValue(readValue(after.text), after.value) ? after : {reason: 'the document would not read as it should; change it by hand'};
}

function readValue(text: string): YamlValue | undefined {
  try {
    return compose(text)?.value;
  } catch (error) {
    if (error instanceof YamlProblem) return undefined;
    throw error;
  }
}
