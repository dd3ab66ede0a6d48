/**
 * What the findings are about that no rule makes: reading, waivers, proofs, drift. `weir explain ID` says it, and a test
 * holds that every id which the code can give out is here.
 */
export interface BuiltInFinding {
  /** What holds where there is no such finding: one line, no full stop. */
  title: string;
  /** Why it matters. */
  rationale: string;
  /** What to do about it. */
  next: string;
}

/** Prefixes of ids that no rule of a team's can have. */
export const BUILT_IN_PREFIXES = ['io', 'syntax', 'schema', 'waiver', 'baseline', 'proof', 'drift'] as const;

type BuiltInPrefix = (typeof BUILT_IN_PREFIXES)[number];

/** Why a finding that no rule makes can neither be waived nor get another level. */
const NOT_OF_A_RULE: Readonly<Record<BuiltInPrefix, string>> = {
  io: 'a document that is not read cannot be applied, whoever accepts it; mend the file',
  syntax: 'a document that is not read cannot be applied, whoever accepts it; mend the document',
  schema: 'a document that is not understood cannot be applied, whoever accepts it; mend the document',
  proof: 'what a proof found on the cluster stays true; mend the cluster or the claim',
  drift: 'what the cluster differs by stays true; apply what is declared, or declare what is there',
  waiver: 'a finding about a waiver ends when the waiver is corrected',
  baseline: 'a finding about the baseline ends with weir check --update-baseline',
};

/** Why there is no rule of an id that findings have all the same; undefined for any other id. */
export function notOfARule(id: string): string | undefined {
  const prefix = BUILT_IN_PREFIXES.find(one => id.startsWith(`${one}/`));
  return prefix === undefined ? undefined : NOT_OF_A_RULE[prefix];
}

const READING: Record<string, BuiltInFinding> = {
  'io/unreadable': {
    title: 'Every file and folder of the specs can be read',
    rationale: 'What cannot be read is not judged, and nobody knows what it claims.',
    next: 'Give the file its permissions back, or mend or remove the link that leads nowhere, in a circle or out of the folder of the specs.',
  },
  'io/too-large': {
    title: 'A file of specs is one that a person can review',
    rationale: 'A file of more than 16 MiB holds no specs that anybody reads, and would only exhaust memory.',
    next: 'Split it, or move it out of the folder of the specs.',
  },
  'io/encoding': {
    title: 'Files are UTF-8',
    rationale: 'In another encoding the same bytes are other names, and a topic would get a name that nobody wrote.',
    next: 'Save the file as UTF-8.',
  },
  'syntax/yaml': {
    title: 'Documents are YAML 1.2',
    rationale: 'A document that cannot be parsed is not judged; those before and after it in the same file are.',
    next: 'Correct what the message names: most often an indentation, a quote or a bracket that is not closed.',
  },
  'syntax/duplicate-key': {
    title: 'A mapping has each key once',
    rationale: 'Of two equal keys one would win in silence, and readers differ in which.',
    next: 'Keep the one that is meant.',
  },
  'syntax/alias': {
    title: 'An alias leads to an anchor that stands before it, and unfolds to a document of sane size',
    rationale: 'Aliases of aliases can stand for more values than fit in memory.',
    next: 'Write the anchor (&name) before its alias (*name), and do not nest them without end.',
  },
  'syntax/merge': {
    title: 'A merge key << takes a mapping, or a list of them',
    rationale: 'Anything else has no keys that could be merged.',
    next: 'Give it an alias of a mapping: <<: *name.',
  },
  'syntax/tag': {
    title: 'Values carry no tags',
    rationale: 'A tag gives a value another type than it shows, and each program knows other tags.',
    next: 'Leave the tag out; put text in quotes that looks like something else.',
  },
};

const SCHEMA: Record<string, BuiltInFinding> = {
  'schema/unknown-kind': {
    title: 'A document is of a kind that there is',
    rationale: 'Nothing can be said of a document whose kind is not known, and nothing would be applied of it.',
    next: 'Correct kind; weir schema prints the kinds.',
  },
  'schema/unknown-key': {
    title: 'Every key is one that the kind or Kafka has',
    rationale: 'A key with a typing error does nothing: its author counts on a setting that no broker has.',
    next: 'Take the name that the message suggests, or leave the key out; keys that start with x- are free at the top of a document.',
  },
  'schema/misplaced': {
    title: 'A client profile states only what many programs share',
    rationale:
      'The connection is that of the Cluster, and what tells programs or their instances apart would be the same for all that take the profile.',
    next: 'Leave it out here; weir clients render adds the connection with --cluster NAME.',
  },
  'schema/missing-key': {
    title: 'Every key that is needed is there',
    rationale: 'What is not stated is left to the defaults of a broker, which nobody reviews.',
    next: 'State it.',
  },
  'schema/value': {
    title: 'Every value is of its type and within its bounds',
    rationale: 'A broker would refuse the value, or take it for another one.',
    next: 'Write it as the message says; weir schema KIND prints types and bounds.',
  },
  'schema/text': {
    title: 'Text is in normal form and without hidden characters',
    rationale:
      'Terraform normalises text, so that a name would never match the cluster again, and hidden characters make one name look like another.',
    next: 'Type the name anew.',
  },
  'schema/literal-secret': {
    title: 'No secret stands in a spec',
    rationale: 'A password in a repository is known to everybody who has ever cloned it.',
    next: 'Change the secret, and write where it comes from: {env: NAME}, {file: PATH} or {command: [program, argument]}; that of a backend of Terraform is set in the environment.',
  },
  'schema/duplicate': {
    title: 'A kind and a name stand for one document on each cluster',
    rationale: 'Of two documents with one name one would win in silence.',
    next: 'Remove one, or name the clusters of each in metadata.clusters.',
  },
  'schema/environment': {
    title: 'A Cluster takes no patches',
    rationale: 'It belongs to one environment itself.',
    next: 'State in spec what holds.',
  },
  'schema/unknown-environment': {
    title: 'Patches are for environments that a cluster has',
    rationale: 'A patch for another environment does nothing.',
    next: 'Correct its name, or declare a Cluster of that environment.',
  },
  'schema/unknown-cluster': {
    title: 'metadata.clusters names clusters that are declared',
    rationale: 'A document for a cluster that there is none of is applied nowhere.',
    next: 'Correct the name, or declare the Cluster.',
  },
};

const ACCEPTED: Record<string, BuiltInFinding> = {
  'waiver/expired': {
    title: 'A waiver is within its time',
    rationale: 'An exception that never ends is no exception; what it covered counts again.',
    next: 'Mend what it covered and remove it, or agree on a new date with its owner.',
  },
  'waiver/expires-soon': {
    title: 'The end of a waiver is not near',
    rationale: 'A note in the last 14 days, so that its end surprises nobody.',
    next: 'Mend what it covers, or agree on a new date with its owner.',
  },
  'waiver/unused': {
    title: 'A waiver covers something',
    rationale: 'One that covers nothing would accept the next fault of that name without anybody having looked at it.',
    next: 'Remove it, or correct the resource that it names.',
  },
  'waiver/unknown-rule': {
    title: 'A waiver is of a rule that there is',
    rationale: 'One of another rule covers nothing, and what cannot be read or was refuted on a cluster cannot be accepted.',
    next: 'Correct the id; weir rules lists them.',
  },
  'waiver/unknown-cluster': {
    title: 'A waiver names clusters that are declared',
    rationale: 'For a cluster that there is none of it covers nothing.',
    next: 'Correct the name.',
  },
  'baseline/mended': {
    title: 'The baseline holds only what is still there',
    rationale: 'What was mended and stays in the baseline could come back unseen: a baseline only shrinks.',
    next: 'Run weir check --update-baseline and commit the smaller file.',
  },
};

/** A comparison of one area; each difference is a finding of its own. */
const compared = (what: string): BuiltInFinding => ({
  title: `The cluster's ${what} are those declared`,
  rationale: 'What is live and what is declared have come apart, so that the specs are no longer true.',
  next: 'Look at the findings of drift/ beside it: each names one difference.',
});

const PROOFS: Record<string, BuiltInFinding> = {
  'proof/access-granted': {
    title: 'What the ACLs allow works',
    rationale: 'A user who is denied what was declared cannot work, whatever the YAML says.',
    next: 'Look at the evidence: an ACL that is missing on the cluster (weir drift), or a DENY that covers it.',
  },
  'proof/access-refused': {
    title: 'What no ACL allows is denied',
    rationale: 'Access that nobody declared is access that nobody reviewed.',
    next: 'Look for an ACL that is only live (weir drift), a super user, or allow.everyone.if.no.acl.found.',
  },
  'proof/authentication-accepted': {
    title: 'A declared user can log in',
    rationale: 'A credential that was never written, or a password that was changed without its version, locks the user out.',
    next: 'Raise scram.version and apply, or mend where the password comes from.',
  },
  'proof/authentication-refused': {
    title: 'A wrong password is refused',
    rationale: 'A listener that takes any password protects nothing.',
    next: 'Look at the mechanisms of the listener.',
  },
  'proof/anonymous-refused': {
    title: 'Whoever does not log in is refused',
    rationale: 'Without authentication every ACL is about nobody.',
    next: 'Close the listener that lets anonymous clients in.',
  },
  'proof/plaintext-refused': {
    title: 'The listener speaks TLS only',
    rationale: 'Without encryption passwords and records can be read on their way.',
    next: 'Set the protocol of the listener to SASL_SSL or SSL.',
  },
  'proof/acls-granted': {
    title: 'The ACLs on the cluster allow all that the documents state',
    rationale: 'An ACL that somebody took away, or a DENY beside it, locks out a user who was promised access.',
    next: 'Apply; weir access can names the ACL that decides.',
  },
  'proof/acls-refused': {
    title: 'The ACLs on the cluster allow nothing else',
    rationale: 'Access that nobody declared is access that nobody reviewed.',
    next: 'Remove the ACL that the reason names, or declare it.',
  },
  'proof/permissions-granted': {
    title: 'The brokers say that a user may what was declared',
    rationale: 'The broker itself tells, for each resource, what whoever asks may do there.',
    next: 'Compare with weir drift: an ACL is missing on the cluster.',
  },
  'proof/permissions-refused': {
    title: 'The brokers say that a user may nothing else',
    rationale: 'The broker itself tells, for each resource, what whoever asks may do there.',
    next: 'Look for an ACL that is only live (weir drift).',
  },
  'proof/permissions-explained': {
    title: 'What a broker says that a user may do is what its ACLs come to',
    rationale: 'Where the two differ, reading the ACLs tells nobody who may do what: the documents would be held against the wrong thing.',
    next: 'Look for super.users and another authorizer.class.name in the settings of the brokers; run it again where ACLs were just changed.',
  },
  'proof/intent': {
    title: 'An application can do what its intents say',
    rationale: 'A right that is missing is found out by a proof, or by the application at night.',
    next: 'Apply; weir access why tells which ACL each intent needs.',
  },
  'proof/quota-throttles': {
    title: 'A quota is in force at the declared rate',
    rationale: 'Without it one client can take the brokers from all others, and a quota of an entity that no client has is none.',
    next: 'weir drift says whether it is on the cluster; a quota of a user and client id together comes before it.',
  },
  'proof/through-topic': {
    title: 'A record goes through a declared topic, from who produces to it to who consumes it',
    rationale: 'Canaries show that rights are enough; only the topic itself shows that it works.',
    next: 'Look at what the canaries say: where they pass, the topic differs from its document (weir drift).',
  },
  'proof/leader-failover': {
    title: 'A new leader is known within the objective after a broker died',
    rationale: 'Until then nobody can write to the partitions that it led.',
    next: 'Look at the timeline of the report; correct the objective where it was never true.',
  },
  'proof/ack-gap': {
    title: 'A producer waits no longer than the objective for an acknowledgement',
    rationale: 'It is what an application feels of a failover.',
    next: "Look at the timeline of the report, and at the client's timeouts.",
  },
  'proof/isr-recovery': {
    title: 'All replicas are in sync again within the objective',
    rationale: 'Until then the next broker that fails may stop writes.',
    next: 'Look at the load and at the bandwidth of replication.',
  },
  'proof/no-acknowledged-record-lost': {
    title: 'No acknowledged record is lost',
    rationale: 'An acknowledgement is the promise on which everything else is built.',
    next: 'Look at acks, min.insync.replicas, and unclean.leader.election.enable of the topic.',
  },
  'proof/no-record-duplicated': {
    title: 'No record is there twice',
    rationale: 'An idempotent producer promises it, also where it has to send again.',
    next: "Look at the producer's enable.idempotence.",
  },
  'proof/log-as-sent': {
    title: 'The log holds what was sent, in that order',
    rationale: 'Order in a partition is what consumers rely on.',
    next: 'Look at the evidence: which offsets differ, and how.',
  },
  'proof/max-lag': {
    title: 'A group is not further behind than its Application allows, in records',
    rationale: 'maxLag is what consumers of the result count on; a group that is behind for longer loses what retention takes.',
    next: 'Look at the group by `weir lag GROUP --watch`: more members, faster handling, or another maxLag.',
  },
  'proof/max-lag-seconds': {
    title: 'A group is not further behind than its Application allows, in seconds',
    rationale: 'maxLagSeconds says how old the newest result may be; the oldest record that was not handled tells how old it is.',
    next: 'Look at the group by `weir lag GROUP --watch`: more members, faster handling, or another maxLagSeconds.',
  },
  'proof/lag-recovery': {
    title: 'A backlog drains within the declared time',
    rationale: 'After a stop or a failure a consumer has to catch up before the next one; objectives.lagRecovery says how fast.',
    next: 'Compare the measured seconds with the objective: more partitions and members, larger fetches, or another objective.',
  },
  'proof/eos-complete': {
    title: 'What goes into an exactly-once processor comes out',
    rationale: 'A record that is missing was committed as processed before its result was: nobody looks at it again.',
    next: 'Look at the witness: offsets have to be sent in the transaction that sends the result, and auto commit has to be off.',
  },
  'proof/eos-unique': {
    title: 'No record is processed twice',
    rationale: 'A result that is there twice is what exactly-once is paid for to prevent.',
    next: 'Look at the witness: transactional ids have to be stable per input partition, and the offset committed is that of the next record.',
  },
  'proof/eos-committed': {
    title: 'No record of an aborted transaction is read',
    rationale: 'A result that was taken back and is read none the less stands for something that never happened.',
    next: 'Set isolation.level to read_committed in every consumer of the output.',
  },
  'proof/eos-ordered': {
    title: 'Records of one key stay in order',
    rationale: 'A later state that is overtaken by an earlier one is wrong for good.',
    next: 'Look at the witness: one transaction at a time a partition, and the partition chosen by the key.',
  },
  'proof/eos-fenced': {
    title: 'A process that was taken over commits nothing more',
    rationale: 'A machine that hangs and wakes up goes on where it stopped, while another one has its work.',
    next: 'Make transactional ids of the input partition, the same ones at each start, and take them before the first record.',
  },
  'proof/eos-unstuck': {
    title: 'A transaction that was left open ends, and readers go on',
    rationale: 'Until it does, every reader of committed records waits before it.',
    next: 'weir transactions list shows what hangs, and abort ends it; lower transaction.timeout.ms of the producers.',
  },
  'proof/eos-control': {
    title: 'The judge of exactly-once finds a mistake out',
    rationale: 'A proof that cannot fail proves nothing.',
    next: 'Run it again with another --seed; if it stays so, the proofs of exactly-once are not to be trusted: report it.',
  },
  'proof/drift-topics': compared('topics'),
  'proof/drift-acls': compared('ACLs'),
  'proof/drift-quotas': compared('quotas'),
  'proof/drift-scram-users': compared('SCRAM users'),
  'proof/drift-broker-configs': compared('broker settings'),
  'proof/drift-states': {
    title: 'The states hold what is declared and on the cluster, and nothing else',
    rationale: 'What a state does not hold, apply cannot change; what it holds and nobody declares, apply destroys.',
    next: 'Look at the findings of drift/ beside it: each names one difference.',
  },
  'proof/topic-layout': {
    title: 'A declared topic is on the cluster with its partitions and copies',
    rationale: 'Fewer copies than declared are lost with fewer brokers, and order by key rests on the number of partitions.',
    next: 'Apply, or look at weir drift for who changed it.',
  },
  'proof/topic-setting': {
    title: 'The settings of a topic hold as declared, and nothing weakens it beside them',
    rationale: 'A setting that was weakened on the cluster is found out in the next failure, when it is too late.',
    next: 'weir drift says who changed it; apply writes what is declared, and a line in the document makes it a decision.',
  },
  'proof/topic-health': {
    title: 'Every partition of a declared topic has a leader and its copies in sync',
    rationale: 'A copy that lags does not help, and below min.insync.replicas producers with acks=all are refused.',
    next: 'Look for the broker that is down, slow or cut off; where one restarts, run it again.',
  },
  'proof/tls-version': {
    title: 'A listener speaks the declared version of TLS or a newer one, and nothing older',
    rationale: 'Whoever may choose an older version can read what newer ones protect.',
    next: 'Correct ssl.enabled.protocols of the brokers, or tls.minVersion where the older version is meant.',
  },
  'proof/certificate-name': {
    title: "A listener's certificate names the host under which clients dial it",
    rationale: 'Clients that verify names are refused, and those that do not talk to whoever answers.',
    next: 'Issue the certificate with that name among its subject alternative names, or correct advertised.listeners.',
  },
  'proof/certificate-valid': {
    title: "A listener's certificate is trusted and does not expire soon",
    rationale: 'The day on which it expires every client is locked out at once.',
    next: 'Renew it, or the authority above it; put a new authority into tls.caFrom first.',
  },
  'proof/credential': {
    title: 'The brokers hold a SCRAM credential as strong as declared',
    rationale: 'Fewer iterations make a stolen credential easier to guess, and another mechanism locks the client out.',
    next: 'Raise scram.version and apply: the credential is written again as declared.',
  },
  'proof/not-run': {
    title: 'Every scenario runs',
    rationale: 'What was left out proved nothing: a report that says nothing of it would be taken for whole.',
    next: 'Nothing where the mode is meant; else state a wider spec.verification.mode, where the cluster may take it.',
  },
  'proof/part': {
    title: 'Every part of a verification can be carried out',
    rationale: 'A part that broke proves nothing, and nothing is not a pass.',
    next: 'Look at the reason: most often brokers that cannot be reached, or states that cannot be read.',
  },
  'proof/scenario': {
    title: 'A proof can be carried out',
    rationale: 'A scenario that breaks proves nothing, and nothing is not a pass.',
    next: 'Correct the scenario by what the reason says.',
  },
};

const drift = (what: string, rationale: string, next = 'Apply the specs, or declare what is live.'): BuiltInFinding => ({
  title: what,
  rationale,
  next,
});
const UNMANAGED = 'Nobody reviewed it, and nobody knows who needs it.';
const ADOPT = 'Declare it, or remove it from the cluster.';

const DRIFT: Record<string, BuiltInFinding> = {
  'drift/topic-missing': drift('A declared topic is on the cluster', 'What was declared was not applied, or somebody deleted it.'),
  'drift/topic-partitions': drift(
    'A topic has the declared number of partitions',
    'Somebody changed it past the specs, or it was never applied.',
  ),
  'drift/topic-replication-factor': drift(
    'A topic has the declared number of copies',
    'What was promised of failing brokers does not hold.',
  ),
  'drift/topic-config': drift('A topic has the declared settings', 'Somebody changed it past the specs, or it was never applied.'),
  'drift/topic-config-undeclared': drift(
    'A topic has no settings besides the declared ones',
    'A setting that nobody declared holds in place of the default.',
  ),
  'drift/topic-unmanaged': drift('Every topic of the cluster is declared', UNMANAGED, ADOPT),
  'drift/broker-config': drift(
    'Brokers have the declared settings',
    'What the specs say of the brokers is not true of them, and rules judge by it.',
  ),
  'drift/broker-config-hidden': drift(
    'Brokers show the settings that are declared',
    'What nobody may see cannot be compared.',
    'Compare it by hand, or leave the setting out of the specs.',
  ),
  'drift/acl-missing': drift('A declared ACL is on the cluster', 'Somebody is denied what was promised, or a DENY does not hold.'),
  'drift/acl-unmanaged': drift('Every ACL of the cluster is declared', 'It opens or closes access that nobody reviewed.', ADOPT),
  'drift/quota-missing': drift('A declared quota is on the cluster', 'One client can take what all need.'),
  'drift/quota-differs': drift('A quota has the declared rates', 'Somebody changed it past the specs, or it was never applied.'),
  'drift/quota-unmanaged': drift('Every quota of the cluster is declared', UNMANAGED, ADOPT),
  'drift/user-missing': drift('A declared user has a credential on the cluster', 'It cannot log in.'),
  'drift/user-mechanism': drift('A credential is of the declared mechanism', 'A client that was told of another cannot log in.'),
  'drift/user-iterations': drift('A credential has the declared iterations', 'It is weaker or slower than what was reviewed.'),
  'drift/user-unmanaged': drift(
    'Every credential of the cluster is of a declared user',
    'Somebody can log in whom nobody declared.',
    ADOPT,
  ),
  'drift/not-adopted': drift(
    'What is declared and on the cluster is in a state',
    'It was made by hand or by another tool, or a state was lost. Apply would fail on a topic that is there, and write the rest anew.',
    'Run weir adopt with its kind and name, or weir adopt --all.',
  ),
  'drift/removed': drift(
    'What was applied is declared',
    'Its document was removed, and the next apply removes it from the cluster.',
    'Apply the removal, take it out of the state with weir forget, or restore the document.',
  ),
  'drift/state-only': drift(
    'What a state holds is declared or on the cluster',
    'Somebody removed it by hand after its document had gone.',
    'Take it out of the state with weir forget.',
  ),
  'drift/never-applied': drift(
    'What was applied last is known',
    'Without a state nobody can tell a document that was edited from a cluster that was changed by hand.',
    'Run weir adopt --all where the cluster is managed from here from now on, or keep the states where this run can read them.',
  ),
};

/** By id. */
export const BUILT_IN_FINDINGS: Readonly<Record<string, BuiltInFinding>> = {...READING, ...SCHEMA, ...ACCEPTED, ...PROOFS, ...DRIFT};
