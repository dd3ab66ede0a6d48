/** What is known of a run that failed, for the words that depend on it. */
export interface FailedRun {
  stack: string;
  /** What was done: `init`, `plan`, `apply`, in words. */
  action: string;
  /** Everything that the engine said of it. */
  text: string;
  /** Where the stack's engine files lie. */
  directory: string | undefined;
  engine: 'tofu' | 'terraform' | undefined;
  /** Kind of backend that the state lies in. */
  backend: string | undefined;
  /** Kinds and names of the resources that the errors are about. */
  about: readonly {kind: string; name: string}[];
}

export interface KnownFailure {
  pattern: RegExp;
  /** What must hold beside the pattern: the same words come from brokers and from backends. */
  when?(run: FailedRun): boolean;
  code: string;
  say: string | ((run: FailedRun) => string);
  hint: string | ((run: FailedRun) => string);
  retriable?: boolean;
}

/** What the engine or the provider said, and what a user can do about it. First match wins. */
export const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    pattern: /Error acquiring the state lock/i,
    code: 'terraform/state-locked',
    say: lockedBy,
    hint: howToUnlock,
    retriable: true,
  },
  {
    pattern: /Failed to save state|Failed to persist state|errored\.tfstate/i,
    code: 'terraform/state-not-saved',
    say: 'what it did could not be written to the place of the state',
    hint: ({directory}) =>
      `keep ${directory === undefined ? 'errored.tfstate in the stack folder' : `${directory}/errored.tfstate`}: it is the state. Bring the backend back and run weir plan or apply: it is written there first`,
    retriable: true,
  },
  {
    pattern: /saved plan is stale/i,
    code: 'terraform/stale-plan',
    say: 'the state has changed since this plan was made: another run, or an earlier one that ended half-way, applied something',
    hint: 'nothing of this stack was applied now; plan again: only what is left is planned',
    retriable: true,
  },
  {
    pattern:
      /Plugin did not respond|plugin process exited|The plugin encountered an error|panic:|error reading from server|transport is closing/i,
    code: 'terraform/provider-crash',
    say: 'the Kafka provider crashed',
    hint: `run again: what was applied is in the state, and weir plan names what is on the cluster and in no state. If it crashes again, report it to the provider with the lines above`,
    retriable: true,
  },
  {
    pattern: /uses format version \d+, which is not supported|which is newer than current|created by a newer version/i,
    code: 'terraform/state-newer',
    say: 'a newer engine wrote the state than the one that is here',
    hint: 'use the engine that wrote it, or a newer one (weir doctor says which is here); nothing was changed',
  },
  {
    pattern: /Unsupported state file format|Failed to (?:load|read) state|invalid state/i,
    code: 'terraform/state-unreadable',
    say: 'the state is damaged',
    hint: ({backend}) =>
      backend === 'local'
        ? 'put the copy in its place that lies beside it (.tfstate.backup, the state before the last apply); what it lacks, weir plan names. Nothing was changed'
        : 'put back an earlier version of it, as the backend keeps them; what that lacks, weir plan names. Nothing was changed',
  },
  {
    pattern:
      /Error (?:loading|inspecting|refreshing) (?:the )?state|Failed to get existing workspaces|Error configuring the backend|error configuring (?:the )?backend|Backend initialization|pq: |HTTP remote state|state data in S3|executing.*backend/i,
    code: 'terraform/backend-unreachable',
    say: ({backend}) => `the state cannot be reached${backend === undefined ? '' : ` in its ${backend} backend`}`,
    hint: checkBackend,
    retriable: true,
  },
  {
    pattern:
      /dial |connection refused|i\/o timeout|no such host|EOF|broken pipe|connection reset|x509:|tls: |authentication failed|access denied/i,
    // Neither of them asks the brokers anything.
    when: ({action, backend}) => (action === 'init' || action === 'reading the state') && backend !== undefined && backend !== 'local',
    code: 'terraform/backend-unreachable',
    say: ({backend}) => `the state cannot be reached in its ${backend} backend`,
    hint: checkBackend,
    retriable: true,
  },
  {
    pattern: /broker not connected/i,
    code: 'terraform/broker-connection',
    say: 'a broker closed its connection to the provider',
    hint: 'the brokers may be busy or restarting: try again',
    retriable: true,
  },
  {
    pattern: /SASL (?:Authentication|handshake)|SaslAuthenticat|authentication failed/i,
    code: 'terraform/credentials',
    say: 'the brokers refused the administrator of the Cluster document',
    hint: 'check usernameFrom, passwordFrom and mechanism under spec.security.sasl',
  },
  {
    pattern: /x509:|tls: |certificate/i,
    code: 'terraform/tls',
    say: "the brokers' certificate could not be verified",
    hint: 'check caFrom under spec.security.tls and the names in the certificate',
  },
  {
    pattern: /run out of available brokers|connection refused|i\/o timeout|no such host|dial tcp|EOF|broken pipe/i,
    code: 'terraform/unreachable',
    say: 'the brokers did not answer; the provider contacts every address of bootstrap, and one that is dead fails it',
    hint: 'check that every address of spec.bootstrap is up and try again',
    retriable: true,
  },
  {
    // Its wait takes a move that goes on for one that is lost (Mongey/kafka v0.13.1, waitForRFUpdate returns nil while it lasts).
    pattern: /couldn't find resource \(\d+ retries\)/i,
    code: 'terraform/still-moving',
    say: 'the provider stopped waiting, and the brokers go on: a new replication factor moves data, which takes its time',
    hint: 'when the move has ended (kafka-reassign-partitions.sh --list), apply again: what else changes on this topic comes then',
    retriable: true,
  },
  {
    pattern: /replica count isn't the same across partitions/i,
    code: 'terraform/reassigning',
    say: 'a reassignment gives the partitions of a topic unequal numbers of replicas, which the provider cannot read',
    hint: 'wait until it has ended (kafka-reassign-partitions.sh --list) and plan again; if none is under way, give all partitions of the topic as many replicas',
    retriable: true,
  },
  {
    pattern: /was not visible in Kafka after \d+ attempts/i,
    code: 'terraform/acl-unseen',
    say: 'an ACL was written, and the provider did not see it within its 2 seconds',
    hint: 'apply again: the plan replaces it, because the provider marks it as half made',
    retriable: true,
  },
  {
    pattern: /replication[- ]factor/i,
    code: 'terraform/replication-factor',
    say: 'the brokers refused the replication factor',
    hint: 'a replication factor needs as many live brokers: wait for those that are down, or lower it in the YAML',
    retriable: true,
  },
  {
    pattern: /already exists/i,
    code: 'terraform/exists',
    say: 'what the plan creates is on the cluster already, and in no state',
    hint: ({about}) =>
      `somebody else made it, or a run that was killed did: take it into the state with weir adopt ${about.length === 0 ? '--all' : about.map(({kind, name}) => `${kind} ${name}`).join(' ')}`,
  },
  {
    pattern: /authorization failed|not authorized/i,
    code: 'terraform/not-authorized',
    say: 'the administrator of the Cluster document may not do this',
    hint: 'give it ALTER and CREATE on the cluster, or make it a super user',
  },
  {
    pattern: /Failed to query available provider packages|provider .* was not found|no available releases/i,
    code: 'terraform/no-provider',
    say: 'the engine did not find the Kafka provider in the local mirror',
    hint: 'run weir doctor to see what is there; the next plan builds what is missing',
  },
  {
    pattern: /Invalid config|invalid configuration|InvalidConfig/i,
    code: 'terraform/invalid-config',
    say: 'the brokers refused a setting',
    hint: 'see the setting named above; `weir check` judges settings by the definitions of Kafka 4.3',
  },
  {
    pattern: /no space left on device/i,
    code: 'terraform/disk-full',
    say: 'the disk is full',
    hint: 'free space and run again: what was applied is in the state',
  },
];

/** The variables by which the engines take a backend's credentials. */
const CREDENTIALS_OF: Readonly<Record<string, string>> = {
  s3: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
  gcs: 'GOOGLE_CREDENTIALS',
  azurerm: 'ARM_ACCESS_KEY, ARM_SAS_TOKEN or ARM_CLIENT_ID and ARM_CLIENT_SECRET',
  pg: 'PGHOST, PGUSER and PGPASSWORD, or PG_CONN_STR',
  http: 'TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
  kubernetes: 'KUBE_CONFIG_PATH or KUBE_TOKEN',
};

function checkBackend({backend}: FailedRun): string {
  return `check that it is up, the settings under spec.terraform.backend, and ${CREDENTIALS_OF[backend ?? ''] ?? 'its credentials'} in the environment; nothing was changed`;
}

/** The fields of the engine's `Lock Info:`. */
function lockInfo(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^\s*(ID|Path|Operation|Who|Version|Created):[ \t]*(.*?)\s*$/gm)].map(([, key, value]) => [key, value]),
  );
}

/** Of PostgreSQL the engine shows the request, not the holder: an advisory lock has no note of who took it. */
function lockedBy({text, backend}: FailedRun): string {
  const {Who: who = '', Created: created = ''} = lockInfo(text);
  if (backend === 'pg' || who === '') return 'the state is locked by another run';
  return `the state is locked by another run, of ${who}${created === '' ? '' : ` since ${created}`}`;
}

function howToUnlock({text, backend, directory, engine}: FailedRun): string {
  const wait = 'wait until that run ends and try again';
  if (backend === 'local') return `${wait}; the lock of a local state ends with the process that holds it, and nothing has to be released`;
  if (backend === 'pg')
    return `${wait}; the lock ends with the database session that holds it (select * from pg_locks where locktype = 'advisory'), and the ID above is that of this run`;
  const id = lockInfo(text)['ID'];
  if (id === undefined) return wait;
  return `${wait}; if it was killed, release its lock: cd ${directory ?? 'into the stack folder'} && ${engine ?? 'terraform'} force-unlock ${id}`;
}
