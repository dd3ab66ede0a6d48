import type {Finding} from '../findings/finding.ts';
import type {AppliedFix} from './fix.ts';
import {resolvedIn, sourceEdits, wantedEdits} from './fix-plan.ts';
import {isFields} from './kinds/fields.ts';
import {compose, YamlProblem, type YamlValue} from './yaml/compose.ts';
import {formatPointer, parsePointer, readYaml} from './yaml/document.ts';
import {type Edit, spliceEdit} from './yaml/edit.ts';
import {editedValue, sameValue, valueAt} from './yaml/edit-value.ts';
import {SourceFile} from './yaml/source-file.ts';
import {applySplices, type Refusal} from './yaml/splice.ts';
import {type DocumentSlice, splitDocuments} from './yaml/split.ts';

/** A document as the fixes so far left it. */
interface EditedDocument {
  slice: DocumentSlice;
  /** Undefined where the document cannot be read. */
  original: YamlValue | undefined;
  text: string;
  value: YamlValue | undefined;
  /** What was changed, and for which rule. */
  done: {edit: Edit; rule: string}[];
}

type Outcome = {applied: AppliedFix[]} | {reason: string};

/** One file while its findings are fixed, document by document. */
export class FileEditor {
  readonly file: string;
  readonly before: string;
  readonly #source: SourceFile;
  readonly #documents: EditedDocument[];

  constructor(file: string, text: string) {
    this.file = file;
    this.before = text;
    this.#source = new SourceFile(file, text);
    this.#documents = splitDocuments(text).map(slice => {
      const part = text.slice(slice.start, slice.end);
      const value = readValue(part);
      return {slice, original: value, text: part, value, done: []};
    });
  }

  /** Fixes all values of a finding, or none. */
  fix(finding: Finding, environments: readonly (string | undefined)[]): Outcome {
    const at = this.#source.offset(finding.location);
    const document = this.#documents.find(({slice}) => at >= slice.start && at < slice.end);
    const wanted = wantedEdits(finding);
    if (wanted === undefined) return {reason: 'the rule states a value that YAML cannot hold'};
    if (document?.value === undefined) return {reason: 'its document cannot be read'};
    const {value} = document;
    const edits = wanted.flatMap(one => sourceEdits(value, one, environments));
    const isDone = (edit: Edit) => document.done.some(one => sameValue(one.edit, edit));
    const open = edits.filter(edit => !isDone(edit));
    const conflict = conflictOf(open, document);
    if (conflict !== undefined) return {reason: conflict};
    const changed = this.#changed(document, value, open);
    if ('reason' in changed) return changed;
    // Where two findings ask for the same, the first one's proof holds for both.
    const isProven = open.length === 0 || environments.every(one => isTrueIn(one, value, changed.value, wanted));
    if (!isProven) return {reason: "an environment's patch or another value would undo it"};
    const applied = edits.map(edit => appliedFix(finding, edit, document.original));
    Object.assign(document, {text: changed.text, value: changed.value});
    document.done.push(...open.map(edit => ({edit, rule: finding.rule})));
    return {applied};
  }

  /** The whole text, or undefined where it does not read as its documents do one by one. */
  finish(): string | undefined {
    let text = '';
    let end = 0;
    for (const {slice, text: part} of this.#documents) {
      text += this.before.slice(end, slice.start) + part;
      end = slice.end;
    }
    text += this.before.slice(end);
    if (text === this.before) return text;
    const values = readYaml(new SourceFile(this.file, text)).documents.map(({value}) => value);
    const expected = this.#documents.flatMap(({value}) => (value === undefined ? [] : [value]));
    return sameValue(values, expected) ? text : undefined;
  }

  /** The document with the edits made one after the other, each of them proven by reading the result. */
  #changed(document: EditedDocument, before: YamlValue, edits: readonly Edit[]): {text: string; value: YamlValue} | {reason: string} {
    let {text} = document;
    let value = before;
    for (const edit of edits) {
      if ('to' in edit && sameValue(valueAt(value, edit.pointer), edit.to)) continue;
      const splices = spliceEdit(text, edit);
      if ('refused' in splices) return {reason: this.#reasonOf(splices, document, edit)};
      text = applySplices(text, splices);
      value = editedValue(value, edit);
      if (!sameValue(readValue(text), value)) return {reason: 'the document would not read as it should; change it by hand'};
    }
    const known = emptyPatches(before);
    const emptied = emptyPatches(value).find(name => !known.includes(name));
    return emptied === undefined ? {text, value} : {reason: `nothing would be left of the patch for ${emptied}`};
  }

  #reasonOf({refused, anchor}: Refusal, {slice}: EditedDocument, edit: Edit): string {
    if (anchor === undefined) return refused;
    // The line in the file that the user sees: fixes so far may have moved the anchor.
    const original = spliceEdit(this.before.slice(slice.start, slice.end), edit);
    const start = 'anchor' in original ? original.anchor?.start : undefined;
    const place =
      start === undefined ? this.file : `${this.file}:${this.#source.location(slice.start + start, slice.start + start, '').line}`;
    return `the value comes from the anchor at ${place}, used ${anchor.uses === 1 ? 'once' : `${anchor.uses} times`}`;
  }
}

function readValue(text: string): YamlValue | undefined {
  try {
    return compose(text)?.value;
  } catch (error) {
    if (error instanceof YamlProblem) return undefined;
    throw error;
  }
}

/** The resolved document says what was wanted, and otherwise what it said before. */
function isTrueIn(environment: string | undefined, before: YamlValue, after: YamlValue, wanted: readonly Edit[]): boolean {
  const expected = wanted.reduce(editedValue, resolvedIn(before, environment));
  const patches = (value: YamlValue) => ({...(isFields(value) ? value : {value}), environments: undefined});
  return sameValue(patches(resolvedIn(after, environment)), patches(expected));
}

function conflictOf(edits: readonly Edit[], {done}: EditedDocument): string | undefined {
  for (const edit of edits) {
    const other = done.find(one => placesOf(one.edit).some(place => placesOf(edit).some(mine => overlaps(place, mine))));
    if (other !== undefined) return `the fix of ${other.rule} changes the same place; check again after it`;
  }
  return undefined;
}

/** The pointers at which an edit changes something: a renamed key is gone at one and stands at another. */
function placesOf(edit: Edit): string[] {
  if (!('rename' in edit)) return [edit.pointer];
  return [edit.pointer, formatPointer([...parsePointer(edit.pointer).slice(0, -1), edit.rename])];
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** Environments whose patch says nothing. */
function emptyPatches(value: YamlValue): string[] {
  const environments = isFields(value) ? value['environments'] : undefined;
  return Object.entries(isFields(environments) ? environments : {}).flatMap(([name, patch]) => {
    const spec = isFields(patch) ? patch['spec'] : undefined;
    return isFields(spec) && Object.keys(spec).length === 0 ? [name] : [];
  });
}

function appliedFix(finding: Finding, edit: Edit, original: YamlValue | undefined): AppliedFix {
  const {pointer} = edit;
  if ('rename' in edit) return {finding, pointer, before: parsePointer(pointer).at(-1), after: edit.rename};
  if (finding.redacted === true) return {finding, pointer, before: undefined, after: undefined};
  return {
    finding,
    pointer,
    before: original === undefined ? undefined : valueAt(original, pointer),
    after: 'to' in edit ? edit.to : undefined,
  };
}
