import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {reportOf} from '../../src/findings/report.ts';
import {FORMATS, loadReporter} from '../../src/findings/reporters/index.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const SECRET = 'SuperSecret3!';

/** What every report format says of a user whose `passwordFrom` is `written`. */
async function reportsOf(written: string): Promise<string> {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'specs'));
  const spec = `spec: {scram: {mechanism: SCRAM-SHA-512, passwordFrom: ${written}, version: 1}}`;
  writeFileSync(path.join(cwd, 'specs/a.yaml'), `apiVersion: weir/v1\nkind: User\nmetadata: {name: zoe, owner: team}\n${spec}\n`);
  const {findings, sourceOf} = loadSpecs({cwd, directory: 'specs'});
  expect(findings.length).toBeGreaterThan(0);
  const report = reportOf({version: '1.2.3', command: 'check', findings, verdicts: [], documents: 1, files: 1});
  const reporters = await Promise.all(FORMATS.map(loadReporter));
  return reporters.map(one => one.render(report, {color: false, sourceOf})).join('\n');
}

describe('no report repeats a pasted secret', () => {
  it.each([
    SECRET,
    `{env: "${SECRET}"}`,
    `{file: [${SECRET}]}`,
    `{command: ${SECRET}}`,
    `{command: [[${SECRET}]]}`,
    `{${SECRET}}`,
    `{password: "${SECRET}"}`,
    `*${SECRET}`,
    `!${SECRET}`,
    `!x!${SECRET} y`,
    `&${SECRET}`,
    `"\\q${SECRET}"`,
    `"${SECRET}`,
    `{env: ${SECRET}`,
    `${SECRET}: x`,
    `- ${SECRET}`,
    `%${SECRET}`,
    `@${SECRET}`,
  ])('%s', async written => expect(await reportsOf(written)).not.toContain(SECRET));

  it('a number neither', async () => expect(await reportsOf('{env: 48151623}')).not.toContain('48151623'));
  it('and says what to do', async () =>
    expect(await reportsOf(`{env: "${SECRET}"}`)).toContain(
      'env: it must be the name of an environment variable, like KAFKA_PASSWORD; if the secret itself stood here, change it',
    ));
});
