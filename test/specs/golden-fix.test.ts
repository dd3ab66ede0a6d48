import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {type Finding, finding} from '../../src/findings/finding.ts';
import {assemble} from '../../src/specs/assemble.ts';
import {readEnvelope} from '../../src/specs/document.ts';
import {applyFixes} from '../../src/specs/fix.ts';
import {readYaml, type YamlDocument} from '../../src/specs/yaml/document.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';

/**
 * Each folder of golden-fix/ holds `before.yaml`, what is asked of it in `fixes.json` (or `from: specs`: what reading
 * it finds), and what comes out: `after.yaml`, with the reasons of what is refused in `refused`. `UPDATE_GOLDEN=1`
 * writes them anew; read the difference before it is committed.
 */
const golden = path.join(import.meta.dirname, 'golden-fix');

interface Asked {
  from?: 'specs';
  environments?: Record<string, string>;
  findings?: {document?: number; clusters?: string[]; fix?: Record<string, unknown>; rename?: Record<string, string>}[];
}

function isAsked(value: unknown): value is Asked {
  return typeof value === 'object' && value !== null && ('from' in value || 'findings' in value);
}

describe.each(readdirSync(golden))('%s', name => {
  const folder = path.join(golden, name);
  const before = readFileSync(path.join(folder, 'before.yaml'), 'utf8');
  const asked: unknown = JSON.parse(readFileSync(path.join(folder, 'fixes.json'), 'utf8'));
  if (!isAsked(asked)) throw new Error(`${name}/fixes.json does not say what is asked`);
  const {environments = {}} = asked;

  /** The text when nothing is left to fix, and what was refused at last. */
  function fixed(text: string): {after: string; refused: string} {
    const {documents} = readYaml(new SourceFile('before.yaml', text));
    const findings =
      asked === undefined || !isAsked(asked) ? [] : asked.from === 'specs' ? readingOf(documents) : askedOf(documents, asked);
    const {files, refused, fixed: done} = applyFixes({findings, sourceOf: () => text, environments: new Map(Object.entries(environments))});
    const after = files.get('before.yaml')?.after ?? text;
    // What was hidden by another finding shows in the next reading.
    if (isAsked(asked) && asked.from === 'specs' && done.length > 0) return fixed(after);
    const lines = refused.map(({finding: {fix, rename}, reason}) => `${JSON.stringify(fix ?? rename)}\n  ${reason}\n`);
    return {after, refused: lines.join('')};
  }

  it('is fixed as expected, once for all', () => {
    const {after, refused} = fixed(before);
    const outcomes = {'after.yaml': after, refused};
    for (const [file, actual] of Object.entries(outcomes)) {
      const full = path.join(folder, file);
      if (process.env['UPDATE_GOLDEN'] === '1' && (actual !== '' || existsSync(full))) writeFileSync(full, actual);
      expect(actual, file).toBe(existsSync(full) ? readFileSync(full, 'utf8') : '');
    }
    expect(fixed(after).after).toBe(after);
  });
});

function askedOf(documents: readonly YamlDocument[], {findings = []}: Asked): Finding[] {
  return findings.map(({document = 0, ...asked}) => {
    const location = documents[document]?.locate('') ?? expect.fail(`there is no document ${document}`);
    return finding({rule: 'test/rule', level: 'error', message: 'wrong', location, ...asked, discriminator: JSON.stringify(asked)});
  });
}

/** What is found where the file stands alone, on the clusters of no Cluster document. */
function readingOf(documents: readonly YamlDocument[]): Finding[] {
  const read = documents.map(document => readEnvelope(document, undefined));
  const envelopes = read.flatMap(({envelope}) => (envelope === undefined ? [] : [envelope]));
  return [...read.flatMap(({findings}) => findings), ...assemble(envelopes, {allClustersKnown: false}).findings];
}
