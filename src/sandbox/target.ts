import type {Connection, SaslAccess, TlsAccess} from '../cluster/connection.ts';
import type {Target} from '../cluster/target.ts';
import {unfinished, WeirError} from '../findings/error.ts';
import type {Resource, SecretSource} from '../specs/model.ts';
import {resolveSecret, type SecretSurroundings} from '../specs/secrets.ts';
import {sandboxConnection, sandboxSecret} from './sandbox.ts';

export interface TargetSurroundings {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** How to reach the cluster of a Cluster document: the sandbox below `cwd`, or the brokers that the document names. */
export function openTarget(cluster: Resource<'Cluster'>, surroundings: TargetSurroundings): Target {
  const secrets = secretsOf(cluster, surroundings);
  const admin = (): Promise<Connection> =>
    cluster.spec.sandbox ? sandboxConnection({root: surroundings.cwd, cluster: cluster.name}) : declaredConnection(cluster, secrets);
  return {
    cluster,
    admin,
    as: async user => {
      const {scram, tls} = user.spec;
      if (scram === undefined)
        return {
          unavailable:
            tls === undefined ? 'the user is managed elsewhere' : 'proofs as a user with a certificate need its key, which no spec names',
        };
      try {
        const password = await resolveSecret(scram.passwordFrom, user.locate('/spec/scram/passwordFrom'), secrets);
        const base = await admin();
        return {
          connection: {...base, tls: withoutClientCertificate(base.tls), sasl: {mechanism: scram.mechanism, username: user.name, password}},
        };
      } catch (error) {
        if (error instanceof WeirError && error.code === 'secrets/missing') return {unavailable: error.message};
        throw error;
      }
    },
  };
}

/** Where the secrets of a cluster's documents are looked for; a sandbox has a password for every variable. */
export function secretsOf(cluster: Resource<'Cluster'>, {cwd, env}: TargetSurroundings): SecretSurroundings {
  return {cwd, env, ...(cluster.spec.sandbox ? {fallback: (name: string) => sandboxSecret({root: cwd, name})} : {})};
}

/**
 * True where Terraform's provider authenticates and Weir's own clients cannot: plan and apply work, and nothing can be
 * read or proved.
 */
export function passesThrough({spec}: Resource<'Cluster'>): boolean {
  const mechanism = spec.security?.sasl?.mechanism;
  return mechanism === 'OAUTHBEARER' || mechanism === 'AWS_MSK_IAM';
}

/** What the provider gets of a cluster that passes through: certificates, and its own credentials from the environment. */
export async function passThroughConnection(cluster: Resource<'Cluster'>, surroundings: TargetSurroundings): Promise<Connection> {
  const {security, bootstrap} = cluster.spec;
  return {
    cluster: cluster.name,
    bootstrap,
    tls: await tlsAccess(security?.tls, resolverOf(cluster, secretsOf(cluster, surroundings))),
    sasl: undefined,
  };
}

function resolverOf(cluster: Resource<'Cluster'>, secrets: SecretSurroundings): Resolve {
  return async (source, pointer) => (source === undefined ? undefined : resolveSecret(source, cluster.locate(pointer), secrets));
}

async function declaredConnection(cluster: Resource<'Cluster'>, secrets: SecretSurroundings): Promise<Connection> {
  const {security, bootstrap} = cluster.spec;
  const secret = resolverOf(cluster, secrets);
  const {sasl, tls} = security ?? {};
  if (sasl !== undefined && (sasl.mechanism === 'OAUTHBEARER' || sasl.mechanism === 'AWS_MSK_IAM')) {
    throw unfinished(
      'cluster/mechanism',
      `the clients of Weir's proofs cannot authenticate with ${sasl.mechanism}, which ${cluster.name} asks for`,
      {
        hint: 'plan and apply work; for drift and proofs give the administrator SCRAM or a certificate',
      },
    );
  }
  return {cluster: cluster.name, bootstrap, tls: await tlsAccess(tls, secret), sasl: await saslAccess(sasl, secret)};
}

type Resolve = (source: SecretSource | undefined, pointer: string) => Promise<string | undefined>;
type Security = NonNullable<Resource<'Cluster'>['spec']['security']>;

async function tlsAccess(tls: Security['tls'], secret: Resolve): Promise<TlsAccess | undefined> {
  if (tls === undefined) return undefined;
  const cert = await secret(tls.certFrom, '/spec/security/tls/certFrom');
  const key = await secret(tls.keyFrom, '/spec/security/tls/keyFrom');
  return {
    ca: await secret(tls.caFrom, '/spec/security/tls/caFrom'),
    ...(cert === undefined ? {} : {cert}),
    ...(key === undefined ? {} : {key}),
    minVersion: tls.minVersion,
  };
}

async function saslAccess(sasl: Security['sasl'], secret: Resolve): Promise<SaslAccess | undefined> {
  if (sasl === undefined || sasl.mechanism === 'OAUTHBEARER' || sasl.mechanism === 'AWS_MSK_IAM') return undefined;
  const username = await secret(sasl.usernameFrom, '/spec/security/sasl/usernameFrom');
  const password = await secret(sasl.passwordFrom, '/spec/security/sasl/passwordFrom');
  // The Cluster schema asks for both with these mechanisms.
  if (username === undefined || password === undefined) throw new Error('a SASL user name and password are required by the schema');
  return {mechanism: sasl.mechanism, username, password};
}

/** A user proves itself by its own password, never by the administrator's certificate. */
function withoutClientCertificate(tls: TlsAccess | undefined): TlsAccess | undefined {
  return tls === undefined ? undefined : {ca: tls.ca, ...(tls.minVersion === undefined ? {} : {minVersion: tls.minVersion})};
}
