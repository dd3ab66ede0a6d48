import {application, durationText, modelPolicy, quota, type Resource, SortedNames, topic, user, wholeSetting} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic', 'Application'],
  title: 'Dead letters are kept as long as their source',
  rationale:
    'A record in a dead-letter topic waits for somebody to repair and replay it. Where it is deleted sooner than it would have been in its source, setting it aside was the way to lose it. A source that lives for years asks for no more than what mostMs says: by then somebody has looked.',
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
        'Regular expression for names of dead-letter topics that no application names as its deadLetter. Its first group is the name of their source; where no topic has that name, with a version or without, those whose names go on after it with a dot or an underscore are the sources.',
      default: '^(.+?)[._-](?:dlq|dlt|dead-?letters?)(?:[._-]v?[0-9]+)?$',
    },
    mostMs: {
      type: 'integer',
      description: 'Retention in milliseconds that is enough for dead letters, however long their source lives.',
      minimum: 1,
      // The most that the class dead-letter allows.
      default: 90 * 86_400_000,
    },
  },
  judgeAll({topics, applications}, {pattern, mostMs}, report) {
    const stated = statedSources(topics, applications);
    const isDeadLetter = new RegExp(pattern, 'u');
    const deadLetters = topics.flatMap(resource => {
      const stem = isDeadLetter.exec(resource.name)?.[1] ?? (stated.has(resource.name) ? '' : undefined);
      return stem === undefined ? [] : [{resource, stem}];
    });
    const sources = new Sources(topics, new Set(deadLetters.map(({stem}) => stem)), isDeadLetter);
    for (const {resource, stem} of deadLetters) {
      const kept = wholeSetting(resource.spec, 'retention.ms');
      // What an intent says is sure; what a name says is a guess.
      const longest = stated.has(resource.name) ? stated.get(resource.name) : sources.longestOf(stem);
      if (kept === undefined || kept < 0n || longest === undefined) continue;
      const needed = longest.retentionMs < BigInt(mostMs) ? longest.retentionMs : BigInt(mostMs);
      if (kept >= needed) continue;
      report({
        resource,
        at: 'spec.config.retention.ms',
        message: `retention.ms ${durationText(kept)} is below the ${durationText(longest.retentionMs)} of ${longest.source.name}: dead letters are deleted before their source would be; keep them for ${durationText(needed)}`,
        fix: {'spec.config.retention.ms': durationText(needed)},
      });
    }
  },
  examples: {
    good: [
      // One dead-letter topic is no source of another.
      [topic({name: 'payments.orders.dlq.v1'}), topic({name: 'payments.orders.retry.dlq.v1', config: {'retention.ms': '28d'}})],
      [topic({name: 'payments.orders.placed.v1'}), topic({name: 'payments.orders.dlq.v1', config: {'retention.ms': '28d'}})],
      [topic({name: 'payments.orders.v1', config: {'retention.ms': '30d'}}), topic({name: 'payments.carts.dlq.v1'})],
      [topic({name: 'payments.orders-archive.v1', config: {'retention.ms': '30d'}}), topic({name: 'payments.orders.dlq.v1'})],
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
      [topic({name: 'payments.orders.v1', config: {'retention.ms': '365d'}}), topic({name: 'payments.orders.dlq.v1'})],
      // Whatever its name.
      [
        application({consumes: [{topic: 'payments.orders.placed.v1', deadLetter: 'payments.parked.v1'}]}),
        topic({config: {'retention.ms': '30d'}}),
        topic({name: 'payments.parked.v1'}),
        user(),
        quota(),
      ],
    ],
  },
});

/** For each topic that an intent names as its dead letters, the longest retention with an end among what that intent reads. */
function statedSources(
  topics: readonly Resource<'Topic'>[],
  applications: readonly Resource<'Application'>[],
): Map<string, Longest | undefined> {
  const longest = new Map<string, Longest>();
  const named = new Set<string>();
  const intents = applications.flatMap(({spec}) => spec.consumes.filter(({deadLetter}) => deadLetter !== undefined));
  if (intents.length === 0) return new Map();
  const byName = new Map(topics.map(one => [one.name, one]));
  const sorted = new SortedNames(topics);
  for (const {deadLetter, topics: read} of intents) {
    if (deadLetter === undefined) continue;
    named.add(deadLetter);
    for (const {name, pattern} of read) {
      const of = pattern === 'literal' ? [byName.get(name)] : sorted.startingWith(name).filter(one => one.name !== deadLetter);
      for (const source of of) if (source !== undefined) keepLonger(longest, deadLetter, source);
    }
  }
  return new Map([...named].map(name => [name, longest.get(name)]));
}

interface Longest {
  source: Resource<'Topic'>;
  retentionMs: bigint;
}

/**
 * The topics that dead letters come from, by the stems of their names. Of each stem counts the longest retention that has an
 * end: what a source keeps for ever (-1) is lost to nobody.
 */
class Sources {
  /** Named like a stem, with a version or without. */
  readonly #like = new Map<string, Longest>();
  /** Named below a stem: `payments.orders.placed` below `payments.orders`. */
  readonly #below = new Map<string, Longest>();
  /** Stems that a topic is named like, whatever its retention. */
  readonly #named = new Set<string>();

  constructor(topics: readonly Resource<'Topic'>[], stems: ReadonlySet<string>, isDeadLetter: RegExp) {
    if (stems.size === 0) return;
    for (const source of topics) {
      if (isDeadLetter.test(source.name)) continue;
      const like = [source.name, source.name.replace(/[._-]v?[0-9]+$/, '')].filter(stem => stems.has(stem));
      for (const stem of like) {
        this.#named.add(stem);
        keepLonger(this.#like, stem, source);
      }
      for (const stem of startsOf(source.name)) if (stems.has(stem)) keepLonger(this.#below, stem, source);
    }
  }

  longestOf(stem: string): Longest | undefined {
    return this.#named.has(stem) ? this.#like.get(stem) : this.#below.get(stem);
  }
}

function keepLonger(longest: Map<string, Longest>, stem: string, source: Resource<'Topic'>): void {
  const retentionMs = wholeSetting(source.spec, 'retention.ms');
  const known = longest.get(stem);
  if (retentionMs !== undefined && retentionMs >= 0n && (known === undefined || known.retentionMs < retentionMs))
    longest.set(stem, {source, retentionMs});
}

/** What stands before each dot and underscore of a name. A dash is part of a word: `orders-archive` is no kind of `orders`. */
function startsOf(name: string): string[] {
  const starts: string[] = [];
  for (let index = 1; index < name.length; index += 1) if ('._'.includes(name.charAt(index))) starts.push(name.slice(0, index));
  return starts;
}
