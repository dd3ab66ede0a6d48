import {describe, expect, it} from 'vitest';
import type {Connection} from '../../src/cluster/connection.ts';
import type {Target} from '../../src/cluster/target.ts';
import type {QuotaSpec} from '../../src/specs/model.ts';
import {driverOf, quotaTasks} from '../../src/verify/quota-plan.ts';
import {quotaVerdict} from '../../src/verify/quota-verdicts.ts';
import {cluster, model, quota, user} from '../fixtures/model.ts';

const RATE = 100_000;
const WINDOW = {windowMs: 10_000};
const declared = quota('q', {entity: {type: 'user', name: 'app'}, producerByteRate: RATE});
const [task] = quotaTasks(model({quotas: [declared]}));

function judged(movedBytes: number, throttleTimeMs: number, liveBytesPerSecond: number | undefined = RATE, durationMs = 300) {
  if (task === undefined) throw new Error('no task');
  const burst = {movedBytes, throttleTimeMs, durationMs};
  const {status, reason, measured, location} = quotaVerdict({cluster: cluster()}, task, {burst, windows: WINDOW, liveBytesPerSecond});
  return `${status} ${location.pointer} ${reason ?? measured}`;
}

describe('a burst', () => {
  it.each([
    [1_050_000, 500, /^pass \/spec\/producerByteRate throttled for 500 ms .* held to 100000 a second$/],
    [1_249_000, 1, /^pass/],
    [1_500_000, 0, /^fail .*were not throttled, 1\.5 times/],
    [1_400_000, 100, /^fail .*holds it to 138614 bytes a second/],
    [700_000, 50, /^unknown .*somebody else used it at the same time/],
  ])('of %d bytes that was throttled for %d ms', (bytes, throttleMs, words) => {
    expect(judged(bytes, throttleMs)).toMatch(words);
  });

  it('that took longer than a broker remembers tells nothing where it was not throttled, and the rate where it was', () => {
    expect(judged(1_500_000, 0, RATE, 12_000)).toMatch(/^unknown .*may have let pass/);
    expect(judged(1_500_000, 0, RATE, 9_000)).toMatch(/^fail/);
    expect(judged(1_300_000, 500, RATE, 12_000)).toMatch(/^pass .*held to 104000/);
  });

  it('that is throttled too early fails where the quota on the cluster is another one', () => {
    expect(judged(500_000, 50, 50_000)).toMatch(/^fail .*as a quota of 49751 would/);
  });
});

describe('who meets a quota', () => {
  const connection = (username: string): Connection => ({
    cluster: 'c',
    bootstrap: [],
    tls: undefined,
    sasl: {mechanism: 'SCRAM-SHA-512', username, password: ''},
  });
  const target = (locked: readonly string[] = []): Target => ({
    cluster: cluster(),
    admin: async () => connection('admin'),
    as: async ({name}) => (locked.includes(name) ? {unavailable: `no secret of ${name}`} : {connection: connection(name)}),
  });
  const users = [user('app'), user('other')];
  const driver = async (entity: QuotaSpec['entity'], others: QuotaSpec['entity'][] = [], locked: readonly string[] = []) => {
    const quotas = [entity, ...others].map((one, index) => quota(`q${index}`, {entity: one, producerByteRate: RATE}));
    const found = await driverOf(model({users, quotas}), target(locked), {entity});
    return 'unavailable' in found ? found.unavailable : `${found.principal} as ${found.clientId}`;
  };

  it.each<[string, QuotaSpec['entity'], QuotaSpec['entity'][], readonly string[], string]>([
    ['a user is that user', {type: 'user', name: 'app'}, [], [], 'User:app as weir-quota'],
    ['one that nobody declares is nobody', {type: 'user', name: 'stranger'}, [], [], 'no document declares the user stranger'],
    ['one whose secret is elsewhere is nobody', {type: 'user', name: 'app'}, [], ['app'], 'no secret of app'],
    [
      'the default is one without a quota of its own',
      {type: 'user', name: undefined},
      [{type: 'user', name: 'app'}],
      [],
      'User:other as weir-quota',
    ],
    [
      'the default of which all have their own is nobody',
      {type: 'user', name: undefined},
      users.map(({name}) => ({type: 'user' as const, name})),
      [],
      'no declared user is without a quota of its own',
    ],
    [
      'a client id is the administrator under it',
      {type: 'clientId', name: 'batch'},
      [{type: 'user', name: 'app'}],
      [],
      'User:admin as batch',
    ],
    [
      'a client id after a default of users is nobody',
      {type: 'clientId', name: 'batch'},
      [{type: 'user', name: undefined}],
      [],
      'Quota q1, of users, comes before it for everybody whose secret is here',
    ],
  ])('%s', async (_what, entity, others, locked, who) => {
    expect(await driver(entity, others, locked)).toBe(who);
  });
});
