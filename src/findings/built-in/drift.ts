import type {BuiltInFinding} from './built-in-finding.ts';

const drift = (what: string, rationale: string, next = 'Apply the specs, or declare what is live.'): BuiltInFinding => ({
  title: what,
  rationale,
  next,
});
const UNMANAGED = 'Nobody reviewed it, and nobody knows who needs it.';
const ADOPT = 'Declare it, or remove it from the cluster.';

export const DRIFT: Record<string, BuiltInFinding> = {
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
