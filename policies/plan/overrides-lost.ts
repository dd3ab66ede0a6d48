import {
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedSetting,
  plannedTopic,
  planPolicy,
  topicFacts,
  unknown,
} from 'kafka-weir/policy';

const settings = {known: {overrides: {'segment.bytes': '104857600'}, defaults: {'segment.bytes': '1073741824'}}};
const facts = planFacts({live: {topics: [topicFacts(0, {settings})]}});

/** The provider sends all settings of a topic at once, and the brokers drop those that are not among them. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'Settings on the cluster are declared before they are lost',
  rationale:
    'Every update of a topic by the provider, of whatever, replaces all its settings by those of its document: what somebody set by hand, in an incident perhaps, goes back to the default with it. The finding names each setting that is live and not declared, with its value and the one that holds then.',
  level: 'warning',
  covers: ['TO5'],
  sources: [
    'Mongey/kafka provider v0.13.1, client.go, UpdateTopic: AlterConfigs with all settings of the resource',
    'KIP-339: AlterConfigs resets what it does not name, which IncrementalAlterConfigs does not',
  ],
  waiveWhen: 'The setting was taken out of the document on purpose, or set by hand for a time that is over.',
  judge(change, planned, _options, report) {
    const {action, kind, name, before, after, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'update') return;
    const topic = liveTopic(change, planned);
    const live = topic !== undefined && 'known' in topic ? topic.known.settings : topic;
    if (live === undefined) return;
    // Without the brokers' word, what the provider read in its refresh is what is live.
    const overrides = 'known' in live ? live.known.overrides : stated(before);
    for (const [setting, value] of Object.entries(overrides)) {
      if (plannedSetting(after, setting) !== undefined) continue;
      const fallback = 'known' in live ? live.known.defaults[setting] : undefined;
      if (fallback === value) continue;
      report({
        resource: resource ?? planned.clusterDocument,
        at: '/spec/config',
        about: {kind, name},
        message: `${setting} ${value} is set on ${name} and not declared: this update takes it away, and ${fallback === undefined ? 'the default, which is unknown here,' : `the default ${fallback}`} holds from then on; declare it in config to keep it`,
        evidence: {
          topic: name,
          stack,
          setting,
          value,
          default: fallback ?? 'unknown',
          isKnownToState: plannedSetting(before, setting) !== undefined,
        },
        discriminator: setting,
      });
    }
  },
  examples: {
    good: [
      {change: plannedTopic('update', {after: {config: {'segment.bytes': '104857600'}}}), facts},
      {change: plannedTopic('create'), facts: planFacts()},
    ],
    bad: [
      {change: plannedTopic('update', {after: {partitions: 24}}), facts},
      {
        change: plannedTopic('update', {before: {config: {'segment.bytes': '104857600'}}}),
        facts: planFacts({live: unknown('the brokers could not be asked')}),
      },
    ],
  },
});

function stated(attributes: PlannedChange['before']): Record<string, string> {
  const config = attributes?.['config'];
  if (typeof config !== 'object' || config === null) return {};
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
}
