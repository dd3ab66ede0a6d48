import type {Finding} from '../findings/finding.ts';
import {assemble} from '../specs/assemble.ts';
import {readEnvelope} from '../specs/document.ts';
import type {Model} from '../specs/model.ts';
import {readYaml} from '../specs/yaml/document.ts';
import {SourceFile} from '../specs/yaml/source-file.ts';
import type {Document} from './examples.ts';

/** Documents as they hold for each cluster among them, and what the schemas say of them. */
export interface ResolvedExamples {
  models: Model[];
  findings: Finding[];
}

const SEPARATOR = '\n---\n';
/** Lines from one document of a set to the next. */
const LINES_EACH = SEPARATOR.split('\n').length - 1;
/** Stands for the file and the domain of documents that stand in none. */
const FILE = 'specs.yaml';
const DOMAIN = 'payments';

/** Documents as `check` would resolve them, each on a line of its own (JSON is YAML). */
export function resolveExamples(documents: readonly Document[]): ResolvedExamples {
  return resolveText(documents.map(document => JSON.stringify(document)).join(SEPARATOR));
}

/** Which of the documents that {@link resolveExamples} was given a finding points into. */
export function documentOf({location}: Finding): number {
  return Math.floor((location.line - 1) / LINES_EACH);
}

/** The documents of a YAML text, resolved for each of its clusters. */
export function resolveText(text: string): ResolvedExamples {
  const {documents, findings} = readYaml(new SourceFile(FILE, text));
  const envelopes = documents.flatMap(document => {
    const read = readEnvelope(document, DOMAIN);
    findings.push(...read.findings);
    return read.envelope === undefined ? [] : [read.envelope];
  });
  const assembled = assemble(envelopes, {allClustersKnown: true});
  return {models: assembled.models, findings: [...findings, ...assembled.findings]};
}
