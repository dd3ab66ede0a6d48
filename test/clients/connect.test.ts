import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {type ConnectionOptions, connectionFrom} from '../../src/clients/connect.ts';
import {connectionOf, profileOf} from '../../src/sandbox/connection-of.ts';

describe('a connection by plain options', () => {
  it('is what the clients take', () => {
    const sasl = {mechanism: 'SCRAM-SHA-512', username: 'app', password: 'secret'} as const;
    expect(connectionFrom({bootstrap: 'a:9093, b:9093', tls: true, sasl, name: 'mine'})).toEqual({
      cluster: 'mine',
      bootstrap: ['a:9093', 'b:9093'],
      tls: {ca: undefined},
      sasl,
    });
    expect(connectionFrom({bootstrap: ['[::1]:9092']})).toEqual({
      cluster: '[::1]:9092',
      bootstrap: ['[::1]:9092'],
      tls: undefined,
      sasl: undefined,
    });
  });

  it.each<[string, ConnectionOptions, RegExp]>([
    ['no broker', {bootstrap: []}, /names no broker/],
    ['an address without a port', {bootstrap: 'kafka'}, /"kafka" is no address/],
    ['an empty address', {bootstrap: 'a:1,,b:2'}, /"" is no address/],
    [
      'an empty password',
      {bootstrap: 'a:1', tls: true, sasl: {mechanism: 'SCRAM-SHA-256', username: 'a', password: ''}},
      /is its variable set/,
    ],
    ['a certificate without its key', {bootstrap: 'a:1', tls: {cert: 'x'}}, /both cert and key/],
    [
      'a password in clear',
      {bootstrap: 'a:1', sasl: {mechanism: 'PLAIN', username: 'a', password: 'secret'}},
      /sends the password in clear/,
    ],
    [
      'a mechanism that is none',
      {bootstrap: 'a:1', sasl: {mechanism: 'SCRAM-SHA-521' as 'SCRAM-SHA-512', username: 'a', password: 'secret'}},
      /did you mean "?SCRAM-SHA-512/,
    ],
  ])('is refused with %s', (_, options, message) => {
    expect(() => connectionFrom(options)).toThrow(message);
    expect(() => connectionFrom(options)).not.toThrow(/secret(?!s)/);
  });
});

describe('a connection by documents', () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'weir-connect-'));
  mkdirSync(path.join(cwd, 'topic-specs'));
  writeFileSync(
    path.join(cwd, 'topic-specs', 'all.yaml'),
    `apiVersion: weir/v1
kind: Cluster
metadata: {name: staging, owner: team}
spec:
  environment: staging
  bootstrap: [kafka-1:9093]
  security:
    protocol: SASL_SSL
    sasl: {mechanism: SCRAM-SHA-512, usernameFrom: {env: ADMIN}, passwordFrom: {env: ADMIN_PASSWORD}}
    tls: {minVersion: TLSv1.3}
---
apiVersion: weir/v1
kind: User
metadata: {name: shop, owner: team}
spec: {scram: {mechanism: SCRAM-SHA-256, iterations: 8192, passwordFrom: {env: SHOP_PASSWORD}, version: 1}}
---
apiVersion: weir/v1
kind: ClientProfile
metadata: {name: mine, owner: team}
spec: {producer: {linger.ms: 20ms}}
`,
  );
  const env = {ADMIN: 'root', ADMIN_PASSWORD: 'of-root', SHOP_PASSWORD: 'of-shop'};

  it("is the administrator's, or a user's own", async () => {
    expect(await connectionOf({cwd, env})).toMatchObject({
      cluster: 'staging',
      bootstrap: ['kafka-1:9093'],
      sasl: {username: 'root', password: 'of-root'},
    });
    expect(await connectionOf({cwd, env, cluster: 'staging', user: 'shop'})).toMatchObject({
      sasl: {mechanism: 'SCRAM-SHA-256', username: 'shop', password: 'of-shop'},
      tls: {minVersion: 'TLSv1.3'},
    });
    expect(profileOf('mine', {cwd}).spec.producer).toEqual({'linger.ms': '20'});
  });

  it('names what is missing, and where', async () => {
    await expect(connectionOf({cwd, env, cluster: 'stagign'})).rejects.toThrow(/no cluster stagign; did you mean "?staging/);
    await expect(connectionOf({cwd, env, user: 'shpo'})).rejects.toThrow(/no User shpo; did you mean "?shop/);
    await expect(connectionOf({cwd, env: {ADMIN: 'root'}})).rejects.toThrow(/ADMIN_PASSWORD is not set; topic-specs\/all\.yaml:9/);
    await expect(connectionOf({cwd, env: {...env, SHOP_PASSWORD: ''}, user: 'shop'})).rejects.toThrow(/SHOP_PASSWORD/);
    expect(() => profileOf('mien', {cwd})).toThrow(/no ClientProfile mien; did you mean "?mine/);
  });
});
