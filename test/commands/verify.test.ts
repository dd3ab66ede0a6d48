import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import verify, {partsOf} from '../../src/commands/verify.ts';
import {finding, type Verdict, verdict} from '../../src/findings/finding.ts';
import {driftVerdicts, joinDrift} from '../../src/verify/drift-verdicts.ts';
import {PARTS} from '../../src/verify/parts.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';
import {testAuthority, tlsServer} from '../fixtures/tls-server.ts';

describe('the parts of a verification', () => {
  it.each([
    [undefined, undefined, PARTS],
    ['smoke,drift', undefined, ['drift', 'smoke']],
    [undefined, 'eos, lag', ['drift', 'smoke']],
    ['drift,lag', 'lag', ['drift']],
  ])('--only %s --skip %s', (only, skip, parts) => {
    expect(partsOf(only, skip)).toEqual(parts);
  });

  it('that do not exist, and nothing at all, are wrong use', () => {
    expect(() => partsOf('drfit', undefined)).toThrow(/--only drfit: there is no part "drfit"; did you mean "drift/);
    expect(() => partsOf('', undefined)).toThrow(/no part ""/);
    expect(() => partsOf('drift', 'drift')).toThrow(/leave nothing to verify/);
  });

  it('and the reports are read before anything is done', async () => {
    const cwd = temporaryFolder();
    await expect(runHere(verify, ['--report', 'xml=x.xml'], cwd)).rejects.toMatchObject({exit: 2, code: 'format/unknown'});
    await expect(runHere(verify, ['--format', 'preti'], cwd)).rejects.toMatchObject({exit: 2});
    await expect(runHere(verify, ['--ignore', 'Topics/x'], cwd)).rejects.toMatchObject({exit: 2});
  });
});

describe('a cluster that cannot be reached', () => {
  /** A team's folder whose Cluster is at a port of this machine, with its secrets in files. */
  async function look(port: number, authority: string, ...args: string[]) {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, 'topic-specs'));
    for (const [name, text] of [
      ['ca.pem', authority],
      ['user', 'admin'],
      ['password', 'secret'],
    ])
      writeFileSync(path.join(cwd, name ?? ''), text ?? '');
    const security = 'protocol: SASL_SSL, sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {file: user}, passwordFrom: {file: password}}';
    writeFileSync(
      path.join(cwd, 'topic-specs/cluster.yaml'),
      `apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: far, owner: team}\nspec:\n  environment: test\n  bootstrap: [localhost:${port}]\n  security: {${security}, tls: {caFrom: {file: ca.pem}}}\n`,
    );
    const {exit, stdout} = await runHere(verify, ['--cluster', 'far', '--format', 'json', ...args], cwd);
    const {verdicts}: {verdicts: Verdict[]} = JSON.parse(stdout);
    return {exit, lines: verdicts.map(({area, status, location: of, reason}) => `${area} ${status} ${of.line}:${of.column} ${reason}`)};
  }

  it('costs each part its own verdict, and is not excused by --allow-unknown', async () => {
    const server = await tlsServer(await (await testAuthority()).issue({dns: ['localhost']}));
    server.close();
    const {exit, lines} = await look(server.port, 'none', '--allow-unknown');
    expect(exit).toBe(3);
    expect(lines).toEqual([expect.stringMatching(/^drift unknown 3:18 .*far/), expect.stringMatching(/^smoke unknown 3:18 /)]);
  });

  it('for a certificate that has expired fails where the document says whom to trust', async () => {
    const authority = await testAuthority();
    const server = await tlsServer(await authority.issue({dns: ['localhost'], days: -2}));
    onTestFinished(server.close);
    const {exit, lines} = await look(server.port, authority.pem, '--only', 'smoke');
    expect(exit).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^smoke unknown 3:18 /),
      expect.stringMatching(/^certificates pass /),
      expect.stringMatching(/^certificates pass 6:15 /),
      expect.stringMatching(/^certificates fail 7:\d+ it, or an authority above it, expired on/),
    ]);
  });
});

const at = (line: number) => ({file: 'a.yaml', line, column: 3, endLine: line, endColumn: 4, pointer: '/spec'});
const resource = {kind: 'Topic', name: 'a'};
const common = {resource, clusters: ['c'], evidence: {}};
const differs = (line: number, level: 'warning' | 'note' = 'warning') =>
  finding({
    rule: 'drift/topic-config',
    level,
    message: 'it differs',
    resource,
    clusters: ['c'],
    location: at(line),
    evidence: {cause: 'changed live'},
  });
const proved = (line: number, status: Verdict['status']) =>
  verdict({...common, rule: 'proof/topic-setting', claim: `line ${line}`, location: at(line), status});

describe('drift in a verification', () => {
  const area = (status: Verdict['status']) =>
    verdict({...common, rule: 'proof/drift-topics', claim: 'all topics', location: at(1), status});

  it('is a failed verdict for each difference at its line, and a note where something is live only', () => {
    const {verdicts, notes} = driftVerdicts({
      findings: [differs(4), differs(7), differs(9, 'note')],
      verdicts: [area('fail'), area('pass')],
    });
    expect(verdicts.map(({status, location, finding: of}) => [status, location.line, of?.level])).toEqual([
      ['pass', 1, undefined],
      ['fail', 4, 'error'],
      ['fail', 7, 'error'],
    ]);
    expect(notes.map(({location}) => location.line)).toEqual([9]);
    expect(verdicts[1]?.evidence).toEqual({cause: 'changed live'});
  });

  it('stands beside the proof that fails at the same place, and alone elsewhere', () => {
    const {verdicts: drift} = driftVerdicts({findings: [differs(4), differs(7)], verdicts: [area('fail')]});
    const {verdicts, beside} = joinDrift(drift, [proved(4, 'fail'), proved(7, 'unknown')]);
    expect(verdicts.map(({location}) => location.line)).toEqual([7]);
    expect(beside.map(({level, location}) => [level, location.line])).toEqual([['warning', 4]]);
  });
});
