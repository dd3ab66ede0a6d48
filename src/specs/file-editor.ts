import type {Finding} from '../findings/finding.ts';
import type {AppliedFix} from './fix.ts';
import {emptiedAbove, environmentsOf, resolvedIn, sourceEdits, wantedEdits, withoutEmptied} from './fix-plan.ts';
import {reachesBeyond} from './fix-reach.ts';
import {type WaivedPlace, waivedElsewhere, waivedPlaces} from './fix-waived.ts';
import {isFields} from './kinds/fields.ts';
import {compose, YamlProblem, type YamlValue} from './yaml/compose.ts';
import {formatPointer, parsePointer, readYaml, YamlDocument} from './yaml/document.ts';
import {type Edit, spliceEdit} from './yaml/edit.ts';
import {editedValue, sameValue, valueAt} from './yaml/edit-value.ts';
import {SourceFile} from './yaml/source-file.ts';
import {applySplices, holdsComment, type Refusal} from './yaml/splice.ts';
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
  /** What each fixed finding asked for here, also where it was done for another one. */
  applied: {finding: Finding; edit: Edit; commentLine: number | undefined}[];
  waived: WaivedPlace[];
}

/** What is known beside the text of a file. */
interface Surroundings {
  /** The environment of each cluster. */
  environments: ReadonlyMap<string, string>;
  /** Findings of the file that a waiver accepts. */
  waived: readonly Finding[];
}

/** One file while its findings are fixed, document by document. */
export class FileEditor {
  readonly file: string;
  readonly before: string;
  readonly #source: SourceFile;
  readonly #documents: EditedDocument[];
  readonly #environments: ReadonlyMap<string, string>;
  #lines: string[] | undefined;

  constructor(file: string, text: string, {environments, waived}: Surroundings) {
    this.file = file;
    this.before = text;
    this.#source = new SourceFile(file, text);
    this.#environments = environments;
    this.#documents = splitDocuments(text).map(slice => {
      const part = text.slice(slice.start, slice.end);
      const value = readValue(part);
      return {slice, original: value, text: part, value, done: [], applied: [], waived: []};
    });
    for (const finding of waived) {
      const document = this.#documents[this.documentOf(finding)];
      if (document?.value === undefined) continue;
      document.waived.push(...waivedPlaces(document.value, finding, this.#environmentsOf(finding.clusters)));
    }
  }

  /** Which document of the file a finding stands in, from 0; -1 for none. */
  documentOf({location}: Finding): number {
    const at = this.#source.offset(location);
    return this.#documents.findIndex(({slice}) => at >= slice.start && at < slice.end);
  }

  /** Fixes all values of a finding, or none: then it says why. `alike` are the clusters for which the same is asked. */
  fix(finding: Finding, alike: readonly string[]): string | undefined {
    const document = this.#documents[this.documentOf(finding)];
    const wanted = wantedEdits(finding);
    if (wanted === undefined) return 'the rule states a value that YAML cannot hold';
    if (document?.value === undefined) return 'its document cannot be read';
    const {value} = document;
    const found = this.#environmentsOf(finding.clusters);
    const environments = {found, alike: this.#environmentsOf(alike), all: environmentsOf(value, this.#environments)};
    const edits = wanted.flatMap(one => sourceEdits(value, one, environments));
    const open = edits.filter(edit => !isDone(edit, document));
    const obstacle = waiverAgainst(open, document, finding) ?? conflictOf(open, document);
    if (obstacle !== undefined) return obstacle;
    const changed = this.#changed(document, value, open);
    if ('reason' in changed) return changed.reason;
    // Where two findings ask for the same, the first one's proof holds for both.
    const isProven = open.length === 0 || found.every(one => isTrueIn(one, value, changed, wanted));
    if (!isProven) return "an environment's patch or another value would undo it";
    document.applied.push(...edits.map(edit => ({finding, edit, commentLine: this.#commentAbove(document, edit, changed.emptied)})));
    Object.assign(document, {text: changed.text, value: changed.value});
    document.done.push(...open.map(edit => ({edit, rule: finding.rule})));
    return undefined;
  }

  /** What the findings changed, each with what stands there at last. */
  applied(): AppliedFix[] {
    return this.#documents.flatMap((document, index) =>
      document.applied.map(({finding, edit, commentLine}) => ({
        finding,
        document: index,
        pointer: edit.pointer,
        ...valuesOf(finding, edit, document),
        ...(commentLine === undefined ? {} : {commentLine}),
      })),
    );
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

  /** The document with the edits made one after the other, and without the patches that say nothing then. */
  #changed(
    document: EditedDocument,
    before: YamlValue,
    edits: readonly Edit[],
  ): {text: string; value: YamlValue; emptied: readonly string[]} | {reason: string} {
    const {text} = document;
    let changed: {text: string; value: YamlValue} | {reason: string} = {text, value: before};
    const emptied: string[] = [];
    for (const edit of edits) {
      changed = this.#edited(document, changed, edit);
      if ('reason' in changed) return changed;
    }
    for (const {pointer} of edits.filter(edit => 'remove' in edit)) {
      const above = emptiedAbove(changed.value, pointer);
      if (above === undefined) continue;
      changed = this.#edited(document, changed, {pointer: above, remove: true}, {keepsComments: true});
      if ('reason' in changed) return changed;
      emptied.push(above);
    }
    return {...changed, emptied};
  }

  /** One edit, proven by reading the result. */
  #edited(
    document: EditedDocument,
    {text, value}: {text: string; value: YamlValue},
    edit: Edit,
    {keepsComments = false} = {},
  ): {text: string; value: YamlValue} | {reason: string} {
    if ('to' in edit && sameValue(valueAt(value, edit.pointer), edit.to)) return {text, value};
    const splices = spliceEdit(text, edit);
    if ('refused' in splices) return {reason: this.#reasonOf(splices, document, edit)};
    if (keepsComments && splices.some(({start, end}) => holdsComment(text, start, end)))
      return {reason: `nothing but comments would be left of ${edit.pointer}`};
    const after = {text: applySplices(text, splices), value: editedValue(value, edit)};
    return sameValue(readValue(after.text), after.value) ? after : {reason: 'the document would not read as it should; change it by hand'};
  }

  #environmentsOf(clusters: readonly string[]): (string | undefined)[] {
    return clusters.length === 0 ? [undefined] : [...new Set(clusters.map(cluster => this.#environments.get(cluster)))];
  }

  /** The line of a comment right above a key that goes: it may be about that key alone, and nobody but a person knows. */
  #commentAbove({slice, original}: EditedDocument, edit: Edit, emptied: readonly string[]): number | undefined {
    if (!('remove' in edit) || original === undefined || valueAt(original, edit.pointer) === undefined) return undefined;
    const pointer = emptied.find(above => edit.pointer.startsWith(`${above}/`)) ?? edit.pointer;
    const {line, column} = new YamlDocument(this.#source, slice, original).locate(pointer, {key: true});
    this.#lines ??= this.before.split(/\r\n|\n|\r/);
    const isAlone = this.#lines[line - 1]?.slice(0, column - 1).trim() === '';
    return isAlone && /^\s*#/.test(this.#lines[line - 2] ?? '') ? line - 1 : undefined;
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

/** The resolved document says what was wanted, and otherwise what it said before; what was emptied may be gone. */
function isTrueIn(
  environment: string | undefined,
  before: YamlValue,
  {value: after, emptied}: {value: YamlValue; emptied: readonly string[]},
  wanted: readonly Edit[],
): boolean {
  const expected = wanted.reduce(editedValue, resolvedIn(before, environment));
  const removed = emptied.length === 0 ? [] : wanted.flatMap(edit => ('remove' in edit ? [edit.pointer] : []));
  const compared = (resolved: YamlValue): unknown => {
    const value = withoutEmptied(resolved, removed);
    return {...(isFields(value) ? value : {value}), environments: undefined};
  };
  return sameValue(compared(resolvedIn(after, environment)), compared(expected));
}

/** True where another finding brought about the same, or what serves this one as well. */
function isDone(edit: Edit, {done, original}: EditedDocument): boolean {
  return done.some(one => sameValue(one.edit, edit) || isBeyond(one.edit, edit, original));
}

function isBeyond(far: Edit, near: Edit, original: YamlValue | undefined): boolean {
  if (!('to' in far) || !('to' in near) || far.pointer !== near.pointer || original === undefined) return false;
  return reachesBeyond(valueAt(original, near.pointer), near.to, far.to);
}

function waiverAgainst(edits: readonly Edit[], {waived}: EditedDocument, {clusters}: Finding): string | undefined {
  const places = waived.length === 0 ? [] : edits.flatMap(placesOf);
  return places.map(place => waivedElsewhere(waived, place, clusters)).find(reason => reason !== undefined);
}

function conflictOf(edits: readonly Edit[], {done, original}: EditedDocument): string | undefined {
  for (const edit of edits) {
    const meets = (other: Edit) => placesOf(other).some(place => placesOf(edit).some(mine => overlaps(place, mine)));
    const other = done.find(one => meets(one.edit) && !isBeyond(edit, one.edit, original));
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

function valuesOf({redacted}: Finding, edit: Edit, {original, value}: EditedDocument): Pick<AppliedFix, 'before' | 'after'> {
  const {pointer} = edit;
  if ('rename' in edit) return {before: parsePointer(pointer).at(-1), after: edit.rename};
  if (redacted === true || original === undefined || value === undefined) return {before: undefined, after: undefined};
  return {before: valueAt(original, pointer), after: valueAt(value, pointer)};
}
