import {cluster, modelPolicy, quota, resourcesOf, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Cluster', 'Acl', 'Quota', 'User', 'Application', 'ClientProfile'],
  title: 'Every document says what it is for',
  rationale:
    'A name says who may do what; only a description says why. Without it nobody dares to remove an ACL, and a quota is raised because nobody remembers what it was to prevent. Topics have a rule of their own.',
  level: 'off',
  packs: {strict: 'note'},
  sources: ['The Kafka guide: documentation checklist'],
  waiveWhen: 'The name says it all, as that of a group that only its own application uses.',
  judgeAll(model, _options, report) {
    for (const resource of resourcesOf(model)) {
      if (resource.kind === 'Topic' || /\S/.test(resource.metadata.description ?? '')) continue;
      report({resource, at: 'metadata.description', message: `nothing says what this ${resource.kind} is for: state metadata.description`});
    }
  },
  examples: {
    good: [[quota(), user(), cluster({brokers: undefined})]],
    bad: [
      [quota(), user({metadata: {description: undefined}})],
      [quota({metadata: {description: ' '}}), user()],
    ],
  },
});
