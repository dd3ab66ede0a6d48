import {describe, expect, it} from 'vitest';
import type {EngineResult} from '../../src/terraform/engine.ts';
import type {EngineDiagnostic} from '../../src/terraform/engine-event.ts';
import {engineFailure, type FailurePlace} from '../../src/terraform/failure.ts';

const PLACE: FailurePlace = {
  stack: 'sandbox.orders',
  action: 'apply',
  directory: 'cdktf.out/stacks/sandbox.orders',
  engine: 'tofu',
  backend: 'local',
  line: () => 'topic-specs/orders/topics.yaml:4:9',
  resource: () => ({kind: 'Topic', name: 'orders.a.v1'}),
};

function failureOf(diagnostic: Partial<EngineDiagnostic>, place: Partial<FailurePlace> = {}, result: Partial<EngineResult> = {}) {
  const event = {type: 'diagnostic', message: '', diagnostic: {severity: 'error', summary: '', detail: '', ...diagnostic} as const};
  return engineFailure({status: 1, stdout: '', stderr: '', events: [event], ...result}, {...PLACE, ...place});
}

describe("the engine's and the provider's words become what a user can do", () => {
  it.each([
    ['Error acquiring the state lock', 'terraform/state-locked', true],
    [
      'kafka: client has run out of available brokers to talk to: dial tcp 127.0.0.1:9092: connect: connection refused',
      'terraform/unreachable',
      true,
    ],
    [
      'kafka server: SASL Authentication failed: Authentication failed during authentication due to invalid credentials',
      'terraform/credentials',
      false,
    ],
    ['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'terraform/tls', false],
    ['kafka server: Replication-factor is invalid', 'terraform/replication-factor', true],
    ["kafka server: Topic with this name already exists - Topic 'a' already exists.", 'terraform/exists', false],
    ["error waiting for topic (a) replication_factor to update: couldn't find resource (21 retries)", 'terraform/still-moving', true],
    ["the replica count isn't the same across partitions 2 != 1", 'terraform/reassigning', true],
    ['ACL User:a|*|Read|Allow|Topic|a|Literal was not visible in Kafka after 10 attempts over 2s', 'terraform/acl-unseen', true],
    ['Saved plan is stale', 'terraform/stale-plan', true],
    ['Failed to query available provider packages', 'terraform/no-provider', false],
    ['write terraform.tfstate: no space left on device', 'terraform/disk-full', false],
    ['something new', 'terraform/failed', false],
  ])('%s', (summary, code, retriable) => {
    const error = failureOf({summary, address: 'kafka_topic.topic_a'});
    expect([error.code, error.retriable, error.exit]).toEqual([code, retriable, 3]);
    expect(error.message).toContain('sandbox.orders');
    expect(error.message).toContain(summary);
    expect(error.message).toContain('topic-specs/orders/topics.yaml:4:9');
    expect(error.hint).toBeTruthy();
  });
});

const LOCKED = {
  summary: 'Error acquiring the state lock',
  detail:
    'Error message: already locked\nLock Info:\n  ID:        9e4d0b2a-1c2d\n  Path:      bucket/key\n  Operation: OperationTypeApply\n  Who:       anna@ci-7\n  Version:   1.12.6\n  Created:   2026-11-26 15:36:51.02 +0000 UTC\n  Info:      \n\n\nOpenTofu acquires a state lock',
};

describe('a locked state', () => {
  it('says who holds it since when, and how it is released, with its id', () => {
    const {message, hint, retriable} = failureOf(LOCKED, {backend: 's3'});
    expect(message).toContain('the state is locked by another run, of anna@ci-7 since 2026-11-26 15:36:51.02 +0000 UTC');
    expect(hint).toContain('cd cdktf.out/stacks/sandbox.orders && tofu force-unlock 9e4d0b2a-1c2d');
    expect(retriable).toBe(true);
  });

  it('of a local backend has nothing to release', () => {
    const {message, hint} = failureOf(LOCKED);
    expect(message).toContain('of anna@ci-7');
    expect(hint).toContain('ends with the process that holds it');
    expect(hint).not.toContain('force-unlock');
  });

  it('of PostgreSQL is not said to be held by whoever asks for it', () => {
    const {message, hint} = failureOf(LOCKED, {backend: 'pg'});
    expect(message.split('\n')[0]).not.toContain('anna');
    expect(hint).toMatch(/ends with the database session.*pg_locks.*the ID above is that of this run/);
    expect(hint).not.toContain('force-unlock');
  });
});

describe('a state that cannot be had', () => {
  it.each<[string, Partial<FailurePlace>, string, RegExp]>([
    [
      'dial unix /run/.s.PGSQL.5432: connect: no such file or directory',
      {action: 'init', backend: 'pg'},
      'terraform/backend-unreachable',
      /PGPASSWORD/,
    ],
    ['dial tcp 10.0.0.1:443: i/o timeout', {action: 'reading the state', backend: 's3'}, 'terraform/backend-unreachable', /AWS_PROFILE/],
    [
      'Error loading state: HTTP remote state endpoint requires auth',
      {backend: 'http'},
      'terraform/backend-unreachable',
      /TF_HTTP_USERNAME/,
    ],
    ['dial tcp 10.0.0.1:9092: i/o timeout', {action: 'plan', backend: 's3'}, 'terraform/unreachable', /spec\.bootstrap/],
    [
      'Error refreshing state: Unsupported state file format: The state file uses format version 5, which is not supported by Terraform 1.11.4.',
      {},
      'terraform/state-newer',
      /the engine that wrote it/,
    ],
    [
      'Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 1000.',
      {action: 'init'},
      'terraform/state-unreadable',
      /\.tfstate\.backup/,
    ],
    ['Unsupported state file format: no JSON', {backend: 's3'}, 'terraform/state-unreadable', /earlier version/],
    [
      'Failed to save state',
      {backend: 'pg'},
      'terraform/state-not-saved',
      /keep cdktf\.out\/stacks\/sandbox\.orders\/errored\.tfstate: it is the state/,
    ],
  ])('%s %j', (summary, place, code, hint) => {
    const failure = failureOf({summary}, place);
    expect([failure.code, failure.exit, failure.hint]).toEqual([code, 3, expect.stringMatching(hint)]);
  });
});

it('what exists already is offered to adopt, by name', () => {
  const {hint} = failureOf({summary: "Topic 'orders.a.v1' already exists.", address: 'kafka_topic.x'});
  expect(hint).toContain('weir adopt Topic orders.a.v1');
});

it('a provider that crashed is shown with its panic, and not with what every thread did', () => {
  const stderr = `Stack trace from the terraform-provider-kafka plugin:\n\npanic: runtime error: invalid memory address\n${'goroutine 1 [running]:\n'.repeat(500)}`;
  const failure = failureOf({summary: 'Plugin did not respond', detail: 'The plugin encountered an error'}, {}, {stderr});
  expect([failure.code, failure.retriable]).toEqual(['terraform/provider-crash', true]);
  expect(failure.message).toContain('panic: runtime error: invalid memory address');
  expect(failure.message.split('\n').length).toBeLessThan(20);
});

it('an engine that was killed said nothing, and that is said', () => {
  const failure = engineFailure({status: null, stdout: '', stderr: '', events: []}, PLACE);
  expect([failure.code, failure.message]).toEqual(['terraform/killed', expect.stringContaining('the engine was killed')]);
});
