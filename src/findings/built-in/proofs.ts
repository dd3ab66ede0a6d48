import type {BuiltInFinding} from './built-in-finding.ts';

/** A comparison of one area; each difference is a finding of its own. */
const compared = (what: string): BuiltInFinding => ({
  title: `The cluster's ${what} are those declared`,
  rationale: 'What is live and what is declared have come apart, so that the specs are no longer true.',
  next: 'Look at the findings of drift/ beside it: each names one difference.',
});

export const PROOFS: Record<string, BuiltInFinding> = {
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
