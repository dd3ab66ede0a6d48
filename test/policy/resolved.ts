import type {Finding} from '../../src/findings/finding.ts';
import type {Document} from '../../src/policy/examples.ts';
import {assemble} from '../../src/specs/assemble.ts';
import {readEnvelope} from '../../src/specs/document.ts';
import type {Model} from '../../src/specs/model.ts';
import {readYaml} from '../../src/specs/yaml/document.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';

/** Documents as `check` would resolve them, each on a line of its own (JSON is YAML). */
export function resolved(documents: readonly Document[]): {models: Model[]; findings: Finding[]} {
  return resolvedText(documents.map(document => JSON.stringify(document)).join('\n---\n'));
}

/** The documents of a YAML text, resolved for each of its clusters. */
export function resolvedText(text: string): {models: Model[]; findings: Finding[]} {
  const {documents, findings} = readYaml(new SourceFile('specs.yaml', text));
  const envelopes = documents.flatMap(document => {
    const read = readEnvelope(document, 'payments');
    findings.push(...read.findings);
    return read.envelope === undefined ? [] : [read.envelope];
  });
  const assembled = assemble(envelopes, {allClustersKnown: true});
  return {models: assembled.models, findings: [...findings, ...assembled.findings]};
}
