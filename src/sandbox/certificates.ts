import {webcrypto} from 'node:crypto';
// Ahead of the library, which does not load without it.
// The certificate library registers its classes with it.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import {BROKER_IDS, type SandboxPaths} from './paths.ts';
import {readIfPresent, writePrivate} from './private-files.ts';

const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
const NODE_DAYS = 825;
/** Certificates with less than this left are issued again at the next start. */
const RENEW_BEFORE_DAYS = 30;

/** The principal of every node between the nodes; a super user. */
export const NODE_SUBJECT = 'CN=node';

/**
 * Makes the sandbox's own authority and a certificate for every node, where they are missing or near their end.
 * Java reads them as PEM: a PKCS#8 key followed by the chain in one file.
 */
export async function ensureCertificates(paths: SandboxPaths, now: Date = new Date()): Promise<void> {
  x509.cryptoProvider.set(webcrypto);
  const kept = await readAuthority(paths, now);
  const authority = kept ?? (await makeAuthority(paths, now));
  for (const id of BROKER_IDS) {
    const {keystore} = paths.node(id);
    if (kept === undefined || expiresSoon(readIfPresent(keystore), now)) writePrivate(keystore, await issueNode(authority, id, now));
  }
}

interface Authority {
  certificate: x509.X509Certificate;
  key: webcrypto.CryptoKey;
}

async function readAuthority(paths: SandboxPaths, now: Date): Promise<Authority | undefined> {
  const [certificatePem, keyPem] = [readIfPresent(paths.authority), readIfPresent(paths.authorityKey)];
  if (certificatePem === undefined || keyPem === undefined || expiresSoon(certificatePem, now)) return undefined;
  const [der] = x509.PemConverter.decode(keyPem);
  if (der === undefined) return undefined;
  const key = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
  return {certificate: new x509.X509Certificate(certificatePem), key};
}

async function makeAuthority(paths: SandboxPaths, now: Date): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Kafka Weir sandbox',
    keys,
    ...validity(now, AUTHORITY_DAYS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writePrivate(paths.authorityKey, await keyPem(keys.privateKey));
  writePrivate(paths.authority, `${certificate.toString('pem')}\n`);
  return {certificate, key: keys.privateKey};
}

/** @returns key, certificate and authority as PEM */
async function issueNode(authority: Authority, id: number, now: Date): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(id),
    subject: NODE_SUBJECT,
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    ...validity(now, NODE_DAYS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // Nodes are servers to clients and both to each other.
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension([
        {type: 'dns', value: 'localhost'},
        {type: 'ip', value: '127.0.0.1'},
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate),
    ],
  });
  return `${await keyPem(keys.privateKey)}${certificate.toString('pem')}\n${authority.certificate.toString('pem')}\n`;
}

function validity(now: Date, days: number): {notBefore: Date; notAfter: Date} {
  // A day back, for clocks that disagree with this one.
  return {notBefore: new Date(now.getTime() - DAY_MS), notAfter: new Date(now.getTime() + days * DAY_MS)};
}

/** Random, positive, and different for every node. */
function serialNumber(id: number): string {
  return `0${id}${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}`;
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

/** True also where there is no certificate at all. Reads the first one in the text. */
function expiresSoon(pem: string | undefined, now: Date): boolean {
  const first = pem === undefined ? null : /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(pem);
  if (first === null) return true;
  return new x509.X509Certificate(first[0]).notAfter.getTime() - now.getTime() < RENEW_BEFORE_DAYS * DAY_MS;
}
