import {compareText} from '../findings/finding.ts';
import type {Envelope} from './document.ts';

/** What an import writes where nobody was named: no owner, to whoever asks for one. */
export const UNKNOWN_OWNER = 'unknown';

/** A file and who answers for its documents. */
export interface OwnedFile {
  /** From the root of the repository, with `/`. */
  file: string;
  /** In the order of their text; empty where no document names one. */
  owners: string[];
}

/** Lines of a CODEOWNERS file. */
export interface CodeOwners {
  lines: string[];
  /** Files that no line names, each with the reason. */
  left: {file: string; reason: string}[];
}

/** Who answers for a file: everybody whom one of its documents names. */
export function ownersOf(envelopes: readonly Envelope[]): string[] {
  const owners = envelopes.flatMap(({metadata}) =>
    metadata.owner === undefined || metadata.owner === UNKNOWN_OWNER ? [] : [metadata.owner],
  );
  return [...new Set(owners)].sort(compareText);
}

/**
 * A line a folder where all that is below it has the same owners, else a line a file: every file is named once, so that the
 * order of the lines means nothing. By GitHub's form: paths from the root, blanks escaped.
 */
export function codeOwners(files: readonly OwnedFile[], handleOf: (owner: string) => string): CodeOwners {
  const found: CodeOwners = {lines: [], left: []};
  addFolder(
    '',
    [...files].sort((a, b) => compareText(a.file, b.file)),
    found,
    handleOf,
  );
  found.lines.sort(compareText);
  return found;
}

function addFolder(folder: string, files: readonly OwnedFile[], found: CodeOwners, handleOf: (owner: string) => string): void {
  const [first] = files;
  if (first === undefined) return;
  // The root is never one line: it would own all that is no document, too.
  const isAlike = folder !== '' && first.owners.length > 0 && files.every(({owners}) => owners.join('\n') === first.owners.join('\n'));
  if (isAlike && isNameable(folder)) {
    found.lines.push(lineOf(folder, first.owners, handleOf));
    return;
  }
  const inside = (file: string): string => file.slice(folder.length);
  for (const one of files.filter(({file}) => !inside(file).includes('/'))) addFile(one, found, handleOf);
  const deeper = Map.groupBy(
    files.filter(({file}) => inside(file).includes('/')),
    ({file}) => folder + inside(file).slice(0, inside(file).indexOf('/') + 1),
  );
  for (const [below, own] of deeper) addFolder(below, own, found, handleOf);
}

function addFile({file, owners}: OwnedFile, found: CodeOwners, handleOf: (owner: string) => string): void {
  if (owners.length === 0) found.left.push({file, reason: 'none of its documents names an owner'});
  else if (!isNameable(file))
    found.left.push({file, reason: 'CODEOWNERS cannot name a path with one of * ? [ ] ! # \\ in it: rename the file'});
  else found.lines.push(lineOf(file, owners, handleOf));
}

/** What is a pattern there and cannot be escaped (GitHub, About code owners: syntax exceptions). */
function isNameable(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin another line
  return !/[*?[\]!#\\\u0000-\u001f]/.test(path);
}

function lineOf(path: string, owners: readonly string[], handleOf: (owner: string) => string): string {
  return [`/${path.replaceAll(' ', '\\ ')}`, ...new Set(owners.map(handleOf))].join(' ');
}

const BEGIN = '# weir codeowners: begin. Generated from the owners of documents: do not edit up to the end.';
const END = '# weir codeowners: end.';

/**
 * A CODEOWNERS file with these lines: in the place of those that stand there between the two marks, else at its end, where
 * they win over what stands before. All else stays.
 */
export function withCodeOwners(before: string, lines: readonly string[]): string {
  const block = [BEGIN, ...lines, END].join('\n');
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin >= 0 && end > begin) return before.slice(0, begin) + block + before.slice(end + END.length);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return `${before}${gap}${block}\n`;
}
