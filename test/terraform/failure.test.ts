import {describe, expect, it} from 'vitest';
import type {EngineDiagnostic} from '../../src/terraform/engine-event.ts';
import {engineFailure} from '../../src/terraform/failure.ts';

function failureOf(diagnostic: Partial<EngineDiagnostic>) {
  const event = {type: 'diagnostic', message: '', diagnostic: {severity: 'error', summary: '', detail: '', ...diagnostic} as const};
  return engineFailure(
    {status: 1, stdout: '', stderr: '', events: [event]},
    {stack: 'sandbox.orders', action: 'apply', line: () => 'topic-specs/orders/topics.yaml:4:9'},
  );
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
