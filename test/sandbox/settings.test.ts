import {describe, expect, test} from 'vitest';
import {sandboxPaths} from '../../src/sandbox/paths.ts';
import {jvmFlags, serverProperties} from '../../src/sandbox/settings.ts';

const nodes = [1, 2, 3].map(id => ({id, client: 20_000 + id, internal: 21_000 + id, controller: 22_000 + id}));

/** As Kafka reads them, but for escapes. */
function settingsOf(text: string): Map<string, string> {
  return new Map(
    text
      .trimEnd()
      .split('\n')
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

describe('server.properties', () => {
  const settings = settingsOf(serverProperties(2, nodes, sandboxPaths('/work')));

  test('allows nothing by default and creates no topic by itself', () => {
    expect(settings.get('authorizer.class.name')).toBe('org.apache.kafka.metadata.authorizer.StandardAuthorizer');
    expect(settings.get('allow.everyone.if.no.acl.found')).toBe('false');
    expect(settings.get('super.users')).toBe('User:admin;User:CN=node');
    expect(settings.get('auto.create.topics.enable')).toBe('false');
  });

  test('listens on the loopback address only, with TLS on every listener', () => {
    expect(settings.get('listeners')).toBe('CLIENT://127.0.0.1:20002,INTERNAL://127.0.0.1:21002,CONTROLLER://127.0.0.1:22002');
    expect(settings.get('listener.security.protocol.map')).toBe('CLIENT:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL');
    expect(settings.get('listener.name.internal.ssl.client.auth')).toBe('required');
    expect(settings.get('listener.name.controller.ssl.client.auth')).toBe('required');
  });

  test('lets in users of both SCRAM mechanisms', () => {
    expect(settings.get('listener.name.client.sasl.enabled.mechanisms')).toBe('SCRAM-SHA-512,SCRAM-SHA-256');
    for (const name of ['scram-sha-512', 'scram-sha-256'])
      expect(settings.get(`listener.name.client.${name}.sasl.jaas.config`)).toContain('ScramLoginModule');
  });

  test("keeps Kafka's own session timeout unless told otherwise", () => {
    expect(settings.has('broker.session.timeout.ms')).toBe(false);
    const tuned = settingsOf(serverProperties(2, nodes, sandboxPaths('/work'), {brokerSessionTimeoutMs: 3000}));
    expect(tuned.get('broker.session.timeout.ms')).toBe('3000');
    expect(tuned.get('broker.heartbeat.interval.ms')).toBe('500');
  });

  test('escapes a folder that java.util.Properties would read otherwise', () => {
    const odd = settingsOf(serverProperties(1, nodes, sandboxPaths('/w\\é')));
    expect(odd.get('log.dirs')).toBe('/w\\\\\\u00e9/.weir/sandbox/node-1/data');
  });

  test('refuses a node without ports', () => {
    expect(() => serverProperties(4, nodes, sandboxPaths('/work'))).toThrow('no ports for node 4');
  });
});

test('the heap is what the caller gives', () => {
  expect(jvmFlags({}, 'file:///l')).toContain('-Xmx256m');
  expect(jvmFlags({heapMib: 768}, 'file:///l')).toContain('-Xmx768m');
});
