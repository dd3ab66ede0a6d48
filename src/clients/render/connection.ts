import type {ClusterSecurity, Resource} from '../../specs/model.ts';

/**
 * How a program reaches a cluster, without any secret: user and password stand in its environment under these names, and
 * so does the file with its own key and certificate where the cluster asks for one.
 */
export const VARIABLES = {
  username: 'KAFKA_USERNAME',
  password: 'KAFKA_PASSWORD',
  /** Bootstrap addresses and authority of a sandbox, as `weir sandbox env` exports them. */
  bootstrap: 'KAFKA_BOOTSTRAP_SERVERS',
  ca: 'KAFKA_CA_FILE',
  /** PEM file with a PKCS#8 key and its certificates. */
  keystore: 'KAFKA_KEYSTORE_FILE',
} as const;

export interface Connection {
  cluster: string;
  /** `host:port` each; undefined where the environment says it: a sandbox. */
  bootstrap: readonly string[] | undefined;
  protocol: ClusterSecurity['protocol'];
  mechanism?: NonNullable<ClusterSecurity['sasl']>['mechanism'];
  /** User and password are asked for: PLAIN and SCRAM. */
  hasPassword: boolean;
  /** PEM file of the authorities; `env` where the environment says it; undefined: the system's. */
  ca: {file: string} | {env: string} | undefined;
  /** The program needs a certificate of its own: TLS without SASL. */
  hasCertificate: boolean;
}

export function connectionOf({name, spec}: Resource<'Cluster'>): Connection {
  if (spec.security === undefined)
    return {
      cluster: name,
      bootstrap: undefined,
      protocol: 'SASL_SSL',
      mechanism: 'SCRAM-SHA-512',
      hasPassword: true,
      ca: {env: VARIABLES.ca},
      hasCertificate: false,
    };
  const {protocol, sasl, tls} = spec.security;
  const source = tls?.caFrom;
  return {
    cluster: name,
    bootstrap: spec.bootstrap,
    protocol,
    ...(sasl === undefined ? {} : {mechanism: sasl.mechanism}),
    hasPassword: sasl !== undefined && (sasl.mechanism === 'PLAIN' || sasl.mechanism.startsWith('SCRAM-')),
    ca: source === undefined ? undefined : 'file' in source ? source : {env: 'env' in source ? source.env : VARIABLES.ca},
    hasCertificate: protocol === 'SSL',
  };
}
