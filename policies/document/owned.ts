import {acl, cluster, modelPolicy, quota, resourcesOf, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Cluster', 'Acl', 'Quota', 'User', 'Application', 'ClientProfile'],
  title: 'Every document has an owner',
  rationale:
    'Access that nobody owns is never withdrawn, and a credential that nobody owns is never changed. The owner is who answers when an auditor, or somebody at night, asks what this is for. Topics have a rule of their own.',
  level: 'warning',
  packs: {development: 'off', regulated: 'error'},
  covers: ['SE3'],
  sources: ['The Kafka guide: documentation checklist', 'Weir: judgement that access and credentials need an owner as topics do'],
  waiveWhen: 'The owner is being found: waive for the days that it takes, in the name of who is looking.',
  judgeAll(model, _options, report) {
    for (const resource of resourcesOf(model)) {
      // A sandbox is a process of whoever started it.
      const isSandbox = 'sandbox' in resource.spec && resource.spec.sandbox;
      if (resource.kind === 'Topic' || isSandbox || /\S/.test(resource.metadata.owner ?? '')) continue;
      report({resource, at: 'metadata.owner', message: `nobody owns this ${resource.kind}: state metadata.owner`});
    }
  },
  examples: {
    good: [
      [acl(), quota(), user(), cluster()],
      [cluster({metadata: {owner: undefined}, sandbox: true, bootstrap: undefined, security: undefined})],
    ],
    bad: [
      [user({metadata: {owner: undefined}}), quota()],
      [user(), quota({metadata: {owner: ' '}})],
    ],
  },
});
