import {cluster, modelPolicy, quota, resourcesOf, suggestion, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Cluster', 'Topic', 'Acl', 'Quota', 'User', 'Application', 'ClientProfile'],
  title: 'Owners are teams that exist',
  rationale:
    'An owner that is no team, or a team of long ago, is no owner: nobody is told, and nobody answers. List your teams in the option owners, or say by a pattern how they are named.',
  level: 'off',
  sources: ['The Kafka guide: documentation checklist', 'Weir: judgement; the names are a matter of each organisation'],
  waiveWhen: 'The team has just been founded, and the list follows.',
  options: {
    owners: {
      type: 'array',
      items: {type: 'string'},
      description: 'All that may own a document; empty: the pattern alone decides.',
      default: [],
    },
    pattern: {
      type: 'string',
      format: 'regex',
      description: 'Form of an owner, as a regular expression.',
      default: '^[a-z0-9]+([-_.@][a-z0-9]+)*$',
    },
  },
  judgeAll(model, {owners, pattern}, report) {
    const known = new Set(owners);
    const form = new RegExp(pattern, 'u');
    for (const resource of resourcesOf(model)) {
      const {owner} = resource.metadata;
      if (owner === undefined || (known.size === 0 ? form.test(owner) : known.has(owner))) continue;
      const why = known.size === 0 ? `does not match ${pattern}` : `is none of the known owners${suggestion(owner, known)}`;
      report({resource, at: 'metadata.owner', message: `the owner ${JSON.stringify(owner)} ${why}`});
    }
  },
  examples: {
    good: [[quota(), user(), cluster({brokers: undefined})]],
    bad: [[quota({metadata: {owner: 'The Payments Team'}}), user()]],
  },
});
