import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';

/**
 * Each folder of golden/ holds specs and `expected`: every finding of reading them, with the text that it underlines.
 * `UPDATE_GOLDEN=1` writes them anew; read the difference before it is committed.
 */
const golden = path.join(import.meta.dirname, 'golden');

describe.each(readdirSync(golden))('%s', name => {
  it('is read as expected', () => {
    const cwd = path.join(golden, name);
    const {findings, models, sourceOf} = loadSpecs({cwd, directory: 'specs'});
    const lines = findings.map(({rule, message, clusters, location, redacted}) => {
      const {file, line, column, endLine, endColumn} = location;
      const text = sourceOf(file)
        ?.split(/\r\n|\n|\r/)
        [line - 1]?.slice(column - 1, endLine === line ? endColumn - 1 : undefined);
      const where = clusters.length === 0 ? '' : ` [${clusters.join(', ')}]`;
      return `${file}:${line}:${column} ${rule}${where}\n  ${message}\n  > ${redacted === true ? '(redacted)' : text}\n`;
    });
    const counts = models.map(
      ({cluster, topics, acls, quotas, users, applications}) =>
        `${cluster?.name ?? 'no cluster'}: ${topics.length} topics, ${acls.length} acls, ${quotas.length} quotas, ${users.length} users, ${applications.length} applications`,
    );
    const actual = `${lines.join('\n')}\n${counts.join('\n')}\n`;
    const file = path.join(cwd, 'expected');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
    expect(actual).toBe(readFileSync(file, 'utf8'));
  });
});
