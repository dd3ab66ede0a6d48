import {expect, it} from 'vitest';
import type {LiveScramUser} from '../../src/cluster/facts.ts';
import {credentialVerdicts} from '../../src/verify/credentials-proof.ts';
import {cluster, scram, user} from '../fixtures/model.ts';

const declared = user('app', scram('app', 8192));
const holds = (...credentials: LiveScramUser['credentials']) => [
  {name: 'app', credentials},
  {name: 'other', credentials: []},
];

it.each<[string, LiveScramUser[] | string, string, string, RegExp]>([
  ['as declared', holds({mechanism: 'SCRAM-SHA-512', iterations: 8192}), 'pass', '/spec/scram/iterations', /512 with 8192$/],
  ['stronger', holds({mechanism: 'SCRAM-SHA-512', iterations: 16384}), 'pass', '/spec/scram/iterations', /16384/],
  ['fewer', holds({mechanism: 'SCRAM-SHA-512', iterations: 4096}), 'fail', '/spec/scram/iterations', /it has 4096, weaker/],
  [
    'fewer, and another beside it',
    holds({mechanism: 'SCRAM-SHA-256', iterations: 8192}, {mechanism: 'SCRAM-SHA-512', iterations: 8191}),
    'fail',
    '/spec/scram/iterations',
    /8191/,
  ],
  [
    'another mechanism',
    holds({mechanism: 'SCRAM-SHA-256', iterations: 8192}),
    'fail',
    '/spec/scram/mechanism',
    /it has SCRAM-SHA-256 with 8192/,
  ],
  ['none', holds(), 'fail', '/spec/scram', /hold none/],
  ['nothing of that name', [], 'fail', '/spec/scram', /hold none/],
  ['what nobody says', 'CLUSTER_AUTHORIZATION_FAILED', 'unknown', '/spec/scram', /CLUSTER_AUTHORIZATION_FAILED/],
])('brokers that hold %s', (_what, live, status, pointer, words) => {
  const verdicts = credentialVerdicts({cluster: cluster()}, declared, live);
  expect(verdicts.map(one => [one.status, one.location.pointer])).toEqual([[status, pointer]]);
  expect(verdicts[0]?.reason ?? verdicts[0]?.measured).toMatch(words);
});

it('of a user without SCRAM nothing is said', () => {
  expect(credentialVerdicts({cluster: cluster()}, user('app', {external: true}), [])).toEqual([]);
});
