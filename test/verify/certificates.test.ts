import type {SecureVersion} from 'node:tls';
import {beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {probeTls} from '../../src/cluster/tls-probe.ts';
import {certificateVerdicts} from '../../src/verify/certificate-verdicts.ts';
import {listenersOf} from '../../src/verify/certificates-proof.ts';
import {cluster} from '../fixtures/model.ts';
import {type TestAuthority, testAuthority, tlsServer} from '../fixtures/tls-server.ts';

let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority();
});

const declared = cluster({sandbox: false, bootstrap: ['localhost:9093']}, 'production');

interface Case {
  issue?: Parameters<TestAuthority['issue']>[0];
  by?: TestAuthority;
  versions?: {oldest?: SecureVersion; newest?: SecureVersion};
  minVersion?: 'TLSv1.2' | 'TLSv1.3';
  verifyHostname?: boolean;
}

/** Looks at a real listener, and says of each claim how it ended: `pass`, or the status and the reason. */
async function judged({issue = {dns: ['localhost']}, by = authority, versions = {}, minVersion = 'TLSv1.2', verifyHostname = true}: Case) {
  const server = await tlsServer(await by.issue(issue), versions);
  onTestFinished(server.close);
  const address = {host: 'localhost', port: server.port};
  const offered = minVersion === 'TLSv1.2' ? 'TLSv1.1' : 'TLSv1.2';
  const usual = await probeTls(address, {ca: authority.pem});
  const older = {offered, answer: await probeTls(address, {ca: authority.pem, newest: offered})} as const;
  const listener = {called: 'broker 1', host: 'localhost', pointer: '/spec/bootstrap/0'};
  const verdicts = certificateVerdicts({cluster: declared}, listener, {usual, older}, {minVersion, verifyHostname, now: new Date()});
  return verdicts.map(({status, reason, location}) => (status === 'pass' ? status : `${status} ${location.pointer}: ${reason}`));
}

describe('a listener', () => {
  it('passes where version, name and time are as declared', async () => {
    expect(await judged({})).toEqual(['pass', 'pass', 'pass']);
    expect(await judged({issue: {dns: ['*.example.org', 'localhost']}, versions: {oldest: 'TLSv1.3'}, minVersion: 'TLSv1.3'})).toEqual([
      'pass',
      'pass',
      'pass',
    ]);
  });

  it.each<[string, NonNullable<Case['issue']>, RegExp]>([
    ['has expired', {dns: ['localhost'], days: -2}, /expired on \d{4}-\d\d-\d\d$/],
    ['is of tomorrow', {dns: ['localhost'], fromDays: 1}, /is not valid before/],
    ['ends in days', {dns: ['localhost'], days: 3.5}, /expires on .*, 3 days from now/],
  ])('fails where its certificate %s', async (_what, issue, reason) => {
    expect(await judged({issue})).toEqual(['pass', 'pass', expect.stringMatching(/^fail \/spec\/security\/tls\/caFrom: /)]);
    expect((await judged({issue}))[2]).toMatch(reason);
  });

  it('fails where the authority has expired, or is another one', async () => {
    const ended = await testAuthority({days: -1});
    expect((await judged({by: ended}))[2]).toMatch(/an authority above it, expired on/);
    const stranger = await testAuthority();
    expect((await judged({by: stranger}))[2]).toMatch(/is not trusted by the authorities of the Cluster document: [A-Z_]+$/);
  });

  it.each<[string, NonNullable<Case['issue']>, RegExp]>([
    ['names another host', {dns: ['kafka-1.example.org']}, /its names are DNS:kafka-1.example.org/],
    ['names its address alone', {ip: ['127.0.0.1']}, /its names are IP Address:127.0.0.1/],
    ['names it as its subject alone', {subject: 'CN=localhost'}, /it has no subject alternative name/],
  ])('fails where its certificate %s', async (_what, issue, reason) => {
    const verdicts = await judged({issue});
    expect(verdicts).toEqual(['pass', expect.stringMatching(/^fail \/spec\/bootstrap\/0: /), 'pass']);
    expect(verdicts[1]).toMatch(reason);
    expect(await judged({issue, verifyHostname: false})).toEqual(['pass', 'pass']);
  });

  it('fails where it speaks an older version, too, or no newer one', async () => {
    expect((await judged({versions: {oldest: 'TLSv1.1'}}))[0]).toBe('fail /spec/security/tls/minVersion: it speaks TLSv1.1, too');
    expect((await judged({minVersion: 'TLSv1.3'}))[0]).toBe('fail /spec/security/tls/minVersion: it speaks TLSv1.2, too');
    expect((await judged({minVersion: 'TLSv1.3', versions: {newest: 'TLSv1.2'}}))[0]).toBe(
      'fail /spec/security/tls/minVersion: it speaks TLSv1.2',
    );
  });

  it('that does not answer is unknown, and is no refusal', async () => {
    const server = await tlsServer(await authority.issue({dns: ['localhost']}));
    server.close();
    const gone = await probeTls({host: '127.0.0.1', port: server.port}, {ca: undefined});
    expect(gone).toMatchObject({answer: 'unknown'});
    const listener = {called: 'broker 1', host: 'localhost', pointer: '/spec/bootstrap/0'};
    const claims = {minVersion: 'TLSv1.2', verifyHostname: true, now: new Date()} as const;
    const answers = {usual: gone, older: {offered: 'TLSv1.1', answer: gone}} as const;
    expect(certificateVerdicts({cluster: declared}, listener, answers, claims).map(({status}) => status)).toEqual(['unknown']);
  });
});

it('clients dial what brokers advertise and what the document states, each once', () => {
  const brokers = [
    {id: 1, host: 'kafka-1', port: 9093},
    {id: 2, host: 'inside', port: 9093},
  ];
  expect(listenersOf(brokers, ['kafka-1:9093', 'balancer:9093']).map(({called, host, pointer}) => [called, host, pointer])).toEqual([
    ['broker 1', 'kafka-1', '/spec/bootstrap/0'],
    ['broker 2', 'inside', '/spec/bootstrap'],
    ['bootstrap address balancer:9093', 'balancer', '/spec/bootstrap/1'],
  ]);
});
