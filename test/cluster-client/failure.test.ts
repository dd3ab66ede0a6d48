import {describe, expect, it} from 'vitest';
import {cannotOpen, describeFailure} from '../../src/cluster/failure.ts';
import {parseAddress} from '../../src/cluster/wire.ts';
import {outcomeOfFailure} from '../../src/verify/outcome.ts';

const connection = {
  cluster: 'staging',
  bootstrap: ['a:1', 'b:2'],
  tls: {ca: undefined},
  sasl: {mechanism: 'SCRAM-SHA-512' as const, username: 'admin', password: 'correct horse'},
};

const refused = Object.assign(new Error('connect ECONNREFUSED'), {code: 'ECONNREFUSED'});

describe('a cluster that cannot be opened', () => {
  it('names every address, what happened there and for how long', () => {
    const attempts = connection.bootstrap.map(address => ({address, failure: describeFailure(new AggregateError([refused]))}));
    expect(cannotOpen(connection, attempts, 1234)).toMatchObject({
      code: 'cluster/unreachable',
      retriable: true,
      exit: 3,
      message: 'cluster staging cannot be reached: tried a:1 (connection refused), b:2 (connection refused) for 1.2 s',
    });
  });

  it('names the principal and the mechanism where the credentials are refused, never the password', () => {
    const failure = describeFailure(
      Object.assign(new Error('outer'), {cause: Object.assign(new Error('x'), {apiId: 'SASL_AUTHENTICATION_FAILED'})}),
    );
    const error = cannotOpen(connection, [{address: 'a:1', failure}], 5);
    expect(error).toMatchObject({code: 'cluster/authentication', message: expect.stringContaining('User:admin in by SCRAM-SHA-512')});
    expect(JSON.stringify([error.message, error.hint])).not.toContain('correct horse');
  });

  it('says so where TLS fails everywhere', () => {
    const failure = describeFailure(
      Object.assign(new Error('self-signed certificate in certificate chain'), {code: 'SELF_SIGNED_CERT_IN_CHAIN'}),
    );
    expect(cannotOpen(connection, [{address: 'a:1', failure}], 5)).toMatchObject({code: 'cluster/tls'});
  });
});

describe('the hint where a certificate is not accepted', () => {
  const at = (code: string, address = 'a:1') => ({address, failure: describeFailure(Object.assign(new Error('no'), {code}))});
  const hintOf = (attempts: Parameters<typeof cannotOpen>[1], ca?: string) => cannotOpen({...connection, tls: {ca}}, attempts, 5).hint;

  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'PEM', 'not signed by an authority in tls.caFrom'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'name the PEM of the one that signed it in tls.caFrom'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'PEM', 'tls.caFrom'],
    ['CERT_HAS_EXPIRED', 'PEM', 'has expired'],
    ['CERT_NOT_YET_VALID', 'PEM', 'clock'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'PEM', 'subject alternative names'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'PEM', 'TLS listener'],
    ['ERR_TLS_OTHER', 'PEM', 'Check that the address is a TLS listener, that tls.caFrom'],
  ])('%s', (code, ca, hint) => expect(hintOf([at(code), at(code, 'b:2')], ca)?.split(hint)).toHaveLength(2));

  it('is that of the certificate also where another broker is down', () => {
    const hint = hintOf([at('SELF_SIGNED_CERT_IN_CHAIN'), {address: 'b:2', failure: describeFailure(refused)}], 'PEM');
    expect(hint).toContain('tls.caFrom');
    expect(hint).toContain('the other addresses');
  });
  it('says nothing of certificates where none was seen', () =>
    expect(hintOf([{address: 'b:2', failure: describeFailure(refused)}])).not.toContain('certificate'));
});

describe('an operation', () => {
  it.each([
    ['kafkajs', Object.assign(new Error('Not authorized'), {type: 'TOPIC_AUTHORIZATION_FAILED'}), 'denied'],
    [
      'kafkajs after retries',
      Object.assign(new Error('retries'), {originalError: Object.assign(new Error('x'), {type: 'GROUP_AUTHORIZATION_FAILED'})}),
      'denied',
    ],
    ['a timeout', new Error('Request timed out'), 'unknown'],
    ['a lost connection', refused, 'unknown'],
    ['another broker error', Object.assign(new Error('x'), {type: 'UNKNOWN_TOPIC_OR_PARTITION'}), 'unknown'],
    ['nothing known', new Error('not authorized, says somebody'), 'unknown'],
  ])('is denied only by the broker’s authorization error: %s', (_, error, status) => {
    expect(outcomeOfFailure(error).status).toBe(status);
  });
});

describe('an address', () => {
  it.each([
    ['kafka-1:9093', {host: 'kafka-1', port: 9093}],
    ['[::1]:9093', {host: '::1', port: 9093}],
    ['kafka-1', {host: 'kafka-1', port: 9092}],
  ])('%s', (text, address) => expect(parseAddress(text)).toEqual(address));
});

describe("kafkajs's failed authentications", () => {
  const failed = (reason: string) =>
    describeFailure(
      Object.assign(new Error(`SASL SCRAM SHA512 authentication failed: ${reason}`), {name: 'KafkaJSSASLAuthenticationError'}),
    ).kind;

  it('are refusals only where the broker said so, and not where it died meanwhile', () => {
    expect(failed('Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512')).toBe(
      'authentication',
    );
    for (const reason of ['Connection closed by the server', 'Not connected', 'Connection error: read ECONNRESET', 'write EPIPE'])
      expect(failed(reason), reason).not.toBe('authentication');
    expect(failed('Connection closed by the server')).toBe('network');
  });
});
