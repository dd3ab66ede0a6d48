import {newlineOf} from '../specs/yaml/splice.ts';
import {documentText} from './document-text.ts';
import type {Draft} from './draft.ts';

/** A file's text; `before` is undefined where there is none yet. */
export interface FileChange {
  before: string | undefined;
  after: string;
}

export interface FilesRequest {
  drafts: readonly Draft[];
  /** Folder that the domains' folders stand in, as paths are shown. */
  directory: string;
  /** False where the first folder below the specs is another than the domain, so that each document has to say it. */
  isDomainFolder: boolean;
  /** The clusters that the documents are for; undefined where there is only one. */
  clusters: readonly string[] | undefined;
  ownerOf(draft: Draft): string;
  /** The text of a file, with what else changes in it. */
  textOf(file: string): string | undefined;
}

const FILE_OF: Record<Draft['kind'], string> = {
  Topic: 'topics.yaml',
  Acl: 'acls.yaml',
  Quota: 'quotas.yaml',
  User: 'users.yaml',
  Application: 'applications.yaml',
};

/** One file a domain and kind, with the documents of `drafts` behind what stands there already, which stays as it is. */
export function draftFiles(request: FilesRequest): Map<string, FileChange> {
  const {drafts, directory, textOf} = request;
  const folder = directory === '' ? '' : `${directory}/`;
  const byFile = Map.groupBy(drafts, ({domain, kind}) => `${folder}${domain}/${FILE_OF[kind]}`);
  return new Map(
    [...byFile].map(([file, own]) => {
      const texts = own.map(draft => documentText({kind: draft.kind, metadata: metadataOf(draft, request), spec: draft.spec}));
      const before = textOf(file);
      return [file, {before, after: before === undefined ? texts.join('---\n') : appended(before, texts)}];
    }),
  );
}

function metadataOf(draft: Draft, {ownerOf, isDomainFolder, clusters}: FilesRequest): Record<string, unknown> {
  return {
    name: draft.name,
    owner: ownerOf(draft),
    ...(isDomainFolder ? {} : {domain: draft.domain}),
    ...(clusters === undefined ? {} : {clusters}),
  };
}

/** A document begins with its mark, whatever ends before it: YAML allows the mark in no text. */
function appended(before: string, texts: readonly string[]): string {
  const newline = newlineOf(before);
  const gap = before === '' || /[\r\n]$/.test(before) ? '' : newline;
  return before + gap + texts.map(text => `---\n${text}`.replaceAll('\n', newline)).join('');
}
