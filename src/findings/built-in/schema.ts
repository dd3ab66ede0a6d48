import type {BuiltInFinding} from './built-in-finding.ts';

export const SCHEMA: Record<string, BuiltInFinding> = {
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
