import {join, resolve} from 'node:path';

/** The brokers of the sandbox, by their node ids. */
export const BROKER_IDS = [1, 2, 3] as const;

/** Where one node keeps its files. */
export interface NodePaths {
  folder: string;
  /** server.properties, written again at each start. */
  settings: string;
  /** PEM: private key, certificate, authority. */
  keystore: string;
  data: string;
  /** What the process prints, its log among it. */
  log: string;
  /** A {@link PidRecord} as JSON. */
  pid: string;
}

/** The one place for the layout of `.weir/sandbox`. Folders are 0700 and files 0600. */
export function sandboxPaths(root: string) {
  const folder = join(resolve(root), '.weir', 'sandbox');
  return {
    folder,
    /** Outside the folder, so that purging it does not remove the lock that the purge holds. */
    lock: join(resolve(root), '.weir', 'sandbox.lock'),
    /** Cluster id and ports: a {@link SandboxRecord} as JSON. Its presence means: formatted. */
    record: join(folder, 'sandbox.json'),
    /** 32 random bytes from which every password of this sandbox is derived. */
    seed: join(folder, 'seed'),
    authority: join(folder, 'ca.pem'),
    authorityKey: join(folder, 'ca-key.pem'),
    logging: join(folder, 'log4j2.properties'),
    node(id: number): NodePaths {
      const node = join(folder, `node-${id}`);
      return {
        folder: node,
        settings: join(node, 'server.properties'),
        keystore: join(node, 'keystore.pem'),
        data: join(node, 'data'),
        log: join(node, 'broker.log'),
        pid: join(node, 'broker.pid'),
      };
    },
  };
}

export type SandboxPaths = ReturnType<typeof sandboxPaths>;
