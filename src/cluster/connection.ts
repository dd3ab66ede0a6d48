/**
 * How a cluster is reached, with every secret resolved: what the clients take.
 * Lives in memory only; nothing here is printed, stored or passed on a command line.
 */
export interface Connection {
  /** `metadata.name` of the Cluster document. */
  cluster: string;
  /** `host:port` addresses, at least one. */
  bootstrap: string[];
  /** Always verified; undefined means plaintext (only proofs that plaintext is refused use it). */
  tls: TlsAccess | undefined;
  sasl: SaslAccess | undefined;
}

export interface TlsAccess {
  /** PEM of the certificate authorities to trust; undefined: the system's. */
  ca: string | undefined;
  /** PEM client certificate and key, for mutual TLS. */
  cert?: string;
  key?: string;
  minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

export interface SaslAccess {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  username: string;
  password: string;
}
