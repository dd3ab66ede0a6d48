import {unfinished, type WeirError} from '../findings/error.ts';
import type {EngineResult} from './engine.ts';
import type {EngineDiagnostic} from './engine-event.ts';

/** What the engine or the provider said, and what a user can do about it. First match wins. */
const KNOWN: {pattern: RegExp; code: string; say: string; hint: string; retriable?: boolean}[] = [
  {
    pattern: /Error acquiring the state lock/i,
    code: 'terraform/state-locked',
    say: 'the state is locked by another run',
    hint: 'wait until that run ends and try again; if it crashed, release the lock with force-unlock and the ID above, in the stack folder',
    retriable: true,
  },
  {
    pattern: /saved plan is stale/i,
    code: 'terraform/stale-plan',
    say: 'another run changed the state after this plan was made',
    hint: 'nothing was applied; plan again, or run apply again',
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
    say: 'it exists on the cluster and was not created by this state',
    hint: 'import it into the state with the engine in the stack folder, or remove the document',
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
  {
    pattern: /state snapshot was created by|unsupported state file|Failed to (?:load|read) state/i,
    code: 'terraform/state-unreadable',
    say: 'the state cannot be read: it is damaged, or a newer engine wrote it',
    hint: 'use the engine that wrote it, or put back a copy of the file; nothing on the cluster was changed',
  },
];

/**
 * A failed run of the engine as one error. `where` names the stack, `line` gives the YAML line of a resource's
 * address, where there is one.
 */
export function engineFailure(
  result: EngineResult,
  where: {stack: string; action: string; line(address: string): string | undefined},
): WeirError {
  const diagnostics = result.events.flatMap(({diagnostic}) => (diagnostic?.severity === 'error' ? [diagnostic] : []));
  const texts = diagnostics.length > 0 ? counted(diagnostics.map(one => wordsOf(one, where.line))) : [fallback(result)];
  const whole = texts.join('\n');
  const known = KNOWN.find(({pattern}) => pattern.test(whole));
  const head = `${where.action} of ${where.stack} failed${known === undefined ? '' : `: ${known.say}`}`;
  return unfinished(known?.code ?? 'terraform/failed', `${head}\n${indent(whole)}`, {
    hint: known?.hint ?? 'see what the engine said above; its folder can be used by hand with the same engine',
    retriable: known?.retriable ?? false,
  });
}

function wordsOf({summary, detail, address}: EngineDiagnostic, line: (address: string) => string | undefined): string {
  const at = address === undefined ? undefined : line(address);
  const place = address === undefined ? '' : `${at ?? address}: `;
  return `${place}${summary}${detail === '' || detail === summary ? '' : `\n${detail}`}`.trim();
}

/** Equal texts once, with their number. */
function counted(texts: readonly string[]): string[] {
  const numbers = new Map<string, number>();
  for (const text of texts) numbers.set(text, (numbers.get(text) ?? 0) + 1);
  return [...numbers].map(([text, number]) => (number === 1 ? text : `${text} (${number} times)`));
}

function fallback({stderr, stdout, status}: EngineResult): string {
  // Errors go to standard error; what stands on standard output beside them tells what went well.
  const text = (stderr.trim() === '' ? stdout : stderr).trim();
  return text === '' ? `it ended with ${status === null ? 'a signal' : `exit code ${status}`}` : text.split('\n').slice(-20).join('\n');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
}
