import {application, modelPolicy, quota, SortedNames, topic, topicUsesOf, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic', 'Application'],
  title: 'Every topic has an application that uses it',
  rationale:
    'A topic that no application writes or reads costs partitions, disk and attention, and nobody dares to delete it. Once the applications of a cluster are written down, what none of them names is left over, or is used by somebody who should be written down as well.',
  level: 'off',
  packs: {strict: 'note'},
  sources: ['Weir: judgement that what nobody uses should be named or go', 'ns4kafka, issue 769: orphan topics are what audits look for'],
  waiveWhen: 'Somebody uses it who does not write Applications, like a partner or a tool for a migration.',
  judgeAll({topics, applications}, _options, report) {
    if (applications.length === 0) return;
    const used = new Set<string>();
    const sorted = new SortedNames(topics);
    for (const {spec} of applications) {
      for (const {name, pattern} of topicUsesOf(spec)) {
        if (pattern === 'literal') used.add(name);
        else for (const one of sorted.startingWith(name)) used.add(one.name);
      }
    }
    for (const resource of topics) {
      if (!used.has(resource.name))
        report({
          resource,
          at: 'metadata.name',
          message: `no Application produces or consumes ${resource.name}: write down who does, or remove the topic`,
        });
    }
  },
  examples: {
    good: [
      [application(), topic(), user(), quota()],
      [topic()],
      [application({consumes: [{topicPrefix: 'payments.'}]}), topic(), user(), quota()],
    ],
    bad: [[application(), topic(), topic({name: 'payments.left.over.v1'}), user(), quota()]],
  },
});
