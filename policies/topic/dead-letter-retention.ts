import {durationText, modelPolicy, type Resource, topic, wholeSetting} from 'kafka-weir/policy';

interface Longest {
  source: Resource<'Topic'>;
  retentionMs: bigint;
}

export default modelPolicy({
  kinds: ['Topic'],
  title: 'Dead letters are kept as long as their source',
  rationale:
    'A record in a dead-letter topic waits for somebody to repair and replay it. Where it is deleted sooner than it would have been in its source, setting it aside was the way to lose it.',
  level: 'warning',
  packs: {strict: 'error', development: 'off', regulated: 'error'},
  covers: ['P12', 'TO3'],
  sources: ['The Kafka guide: dead letters', 'Apache Kafka, TopicConfig.RETENTION_MS_DOC: how soon consumers must read their data'],
  waiveWhen: 'Dead letters are copied elsewhere as they arrive, or repaired within a time that is agreed on.',
  options: {
    pattern: {
      type: 'string',
      format: 'regex',
      description:
        'Regular expression for names of dead-letter topics; its first group is what the names of their sources are, or start with before a separator.',
      default: '^(.+?)[._-](?:dlq|dlt|dead-?letters?)(?:[._-]v?[0-9]+)?$',
    },
  },
  judgeAll({topics}, {pattern}, report) {
    const isDeadLetter = new RegExp(pattern, 'u');
    const deadLetters = topics.flatMap(resource => {
      const stem = isDeadLetter.exec(resource.name)?.[1];
      return stem === undefined ? [] : [{resource, stem}];
    });
    const longest = longestByStem(topics, new Set(deadLetters.map(({stem}) => stem)), isDeadLetter);
    for (const {resource, stem} of deadLetters) {
      const kept = wholeSetting(resource.spec, 'retention.ms');
      const source = longest.get(stem);
      if (kept === undefined || kept < 0n || source === undefined || kept >= source.retentionMs) continue;
      report({
        resource,
        at: 'spec.config.retention.ms',
        message: `retention.ms ${durationText(kept)} is below the ${durationText(source.retentionMs)} of ${source.source.name}: dead letters are deleted before their source would be`,
        fix: {'spec.config.retention.ms': durationText(source.retentionMs)},
      });
    }
  },
  examples: {
    good: [
      // One dead-letter topic is no source of another.
      [topic({name: 'payments.orders.dlq.v1'}), topic({name: 'payments.orders.retry.dlq.v1', config: {'retention.ms': '28d'}})],
      [topic({name: 'payments.orders.placed.v1'}), topic({name: 'payments.orders.dlq.v1', config: {'retention.ms': '28d'}})],
      [topic({name: 'payments.orders.v1', config: {'retention.ms': '30d'}}), topic({name: 'payments.carts.dlq.v1'})],
      [
        topic({name: 'payments.orders.v1', config: {'retention.ms': -1, 'retention.bytes': '9GiB'}}),
        topic({name: 'payments.orders.dlq.v1'}),
      ],
    ],
    bad: [
      [
        topic({name: 'payments.orders.placed.v1', config: {'retention.ms': '30d'}}),
        topic({name: 'payments.orders.dlq.v1'}),
        topic({name: 'payments.orders.shipped.v1', config: {'retention.ms': '1d'}}),
      ],
      [topic({name: 'payments.orders.placed.v1'}), topic({name: 'payments.orders.dlq.v1', config: {'retention.ms': '1d'}})],
      [topic({name: 'payments.orders.v1', config: {'retention.ms': '30d'}}), topic({name: 'payments.orders.v1.dead-letter'})],
    ],
  },
});

/**
 * Of each stem, the topic with the longest retention that has an end: what a source keeps for ever (-1) is lost to
 * nobody. A name belongs to every stem that it is, or starts with before a separator.
 */
function longestByStem(topics: readonly Resource<'Topic'>[], stems: ReadonlySet<string>, isDeadLetter: RegExp): Map<string, Longest> {
  const longest = new Map<string, Longest>();
  if (stems.size === 0) return longest;
  for (const source of topics) {
    for (const stem of startsOf(source.name)) {
      if (!stems.has(stem) || isDeadLetter.test(source.name)) continue;
      const retentionMs = wholeSetting(source.spec, 'retention.ms');
      const known = longest.get(stem);
      if (retentionMs !== undefined && (known === undefined || known.retentionMs < retentionMs)) longest.set(stem, {source, retentionMs});
    }
  }
  return longest;
}

/** The name, and what stands before each of its separators. */
function startsOf(name: string): string[] {
  const starts = [name];
  for (let index = 1; index < name.length; index += 1) if ('._-'.includes(name.charAt(index))) starts.push(name.slice(0, index));
  return starts;
}
