import {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync, statSync} from 'node:fs';
import {connect, createServer, type Server} from 'node:tls';
import {describe, expect, onTestFinished, test} from 'vitest';
import {ensureCertificates} from '../../src/sandbox/certificates.ts';
import {sandboxPaths} from '../../src/sandbox/paths.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const DAY_MS = 86_400_000;

async function freshCertificates() {
  const paths = sandboxPaths(temporaryFolder());
  await ensureCertificates(paths);
  return paths;
}

describe('certificates', () => {
  test('a TLS client that trusts the authority accepts a node under both of its names, and a node another node', async () => {
    const paths = await freshCertificates();
    const pem = readFileSync(paths.node(1).keystore, 'utf8');
    const ca = readFileSync(paths.authority, 'utf8');
    const server = createServer({key: pem, cert: pem, ca, requestCert: true, rejectUnauthorized: true}, socket => socket.end());
    const port = await listen(server);
    const other = readFileSync(paths.node(2).keystore, 'utf8');
    for (const host of ['localhost', '127.0.0.1']) {
      const socket = connect({port, host, ca, key: other, cert: other});
      await once(socket, 'secureConnect');
      expect(socket.authorized).toBe(true);
      socket.destroy();
    }
    const stranger = connect({port, host: '127.0.0.1', ca});
    const [refusal] = await once(
      stranger.on('secureConnect', () => stranger.resume()),
      'error',
    );
    expect(String(refusal)).toContain('certificate required');
    expect(new X509Certificate(pem).subject).toBe('CN=node');
  });

  test('keys are PKCS#8 and, like every file, readable by the owner alone', async () => {
    const paths = await freshCertificates();
    for (const file of [paths.authorityKey, paths.node(3).keystore]) {
      expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(statSync(paths.node(3).folder).mode & 0o777).toBe(0o700);
  });

  test('they are kept, and issued again by the same authority shortly before they end', async () => {
    const paths = await freshCertificates();
    const before = readFileSync(paths.node(1).keystore, 'utf8');
    const authority = readFileSync(paths.authority, 'utf8');
    await ensureCertificates(paths);
    expect(readFileSync(paths.node(1).keystore, 'utf8')).toBe(before);
    await ensureCertificates(paths, new Date(Date.now() + 800 * DAY_MS));
    expect(readFileSync(paths.authority, 'utf8')).toBe(authority);
    const renewed = readFileSync(paths.node(1).keystore, 'utf8');
    expect(renewed).not.toBe(before);
    expect(new X509Certificate(renewed).verify(new X509Certificate(authority).publicKey)).toBe(true);
  });
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
