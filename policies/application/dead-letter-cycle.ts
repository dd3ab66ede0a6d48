import {application, modelPolicy, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application'],
  title: 'Dead letters come to rest',
  rationale:
    'A record that nobody can process goes to the dead-letter topic of its reader. Where a reader of that topic sets it aside in a topic from which it comes back, it goes round for ever, and each round costs a read, a write and the time of both applications; one such record can fill a disk.',
  level: 'error',
  packs: {development: 'error'},
  covers: ['P12'],
  sources: ['The Kafka guide: dead letters', 'Weir: judgement that a cycle of dead letters has no end'],
  waiveWhen: 'The reader counts the attempts in a header and gives up: a retry topic that ends; say so in the reason.',
  judgeAll({applications}, _options, report) {
    const next = new Map<string, Set<string>>();
    const intents = applications.flatMap(resource =>
      resource.spec.consumes.flatMap(({topics, deadLetter, at}) => (deadLetter === undefined ? [] : [{resource, topics, deadLetter, at}])),
    );
    if (intents.length === 0) return;
    const prefixes: {prefix: string; deadLetter: string}[] = [];
    for (const {topics, deadLetter} of intents) {
      for (const {name, pattern} of topics) {
        if (pattern === 'prefixed') prefixes.push({prefix: name, deadLetter});
        else next.set(name, (next.get(name) ?? new Set()).add(deadLetter));
      }
    }
    const after = (name: string): string[] => [
      ...(next.get(name) ?? []),
      ...prefixes.flatMap(({prefix, deadLetter}) => (name.startsWith(prefix) ? [deadLetter] : [])),
    ];
    for (const {resource, topics, deadLetter, at} of intents) {
      const isSource = (name: string): boolean =>
        topics.some(one => (one.pattern === 'literal' ? one.name === name : name.startsWith(one.name)));
      const way = wayBack(deadLetter, after, isSource);
      if (way === undefined) continue;
      report({
        resource,
        at: `${at}/deadLetter`,
        message: `a record that nobody can process comes back here for ever: ${way.join(' → ')}; end the chain in a topic whose reader sets nothing aside`,
        evidence: {way},
      });
    }
  },
  examples: {
    good: [
      [reader('audit', 'payments.orders.placed.v1', 'payments.orders.dlq.v1'), orders(), dlq(), user(), quota()],
      [
        reader('audit', 'payments.orders.placed.v1', 'payments.orders.dlq.v1'),
        application({name: 'repair', consumes: [{topic: 'payments.orders.dlq.v1'}]}),
        orders(),
        dlq(),
        user(),
        quota(),
      ],
    ],
    bad: [
      [
        reader('audit', 'payments.orders.placed.v1', 'payments.orders.dlq.v1'),
        reader('repair', 'payments.orders.dlq.v1', 'payments.orders.placed.v1'),
        orders(),
        dlq(),
        user(),
        quota(),
      ],
      [application({consumes: [{topicPrefix: 'payments.', deadLetter: 'payments.orders.dlq.v1'}]}), orders(), dlq(), user(), quota()],
    ],
  },
});

/** The topics that a record passes from `start` until it is at a source again, both included; undefined where it never is. */
function wayBack(start: string, after: (name: string) => string[], isSource: (name: string) => boolean): string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1) ?? start;
    if (isSource(last)) return way.length === 1 ? [...way, last] : way;
    if (seen.has(last)) continue;
    seen.add(last);
    for (const name of after(last)) ways.push([...way, name]);
  }
  return undefined;
}

function reader(name: string, from: string, deadLetter: string) {
  return application({name, consumes: [{topic: from, deadLetter}]});
}

function orders() {
  return topic();
}

function dlq() {
  return topic({name: 'payments.orders.dlq.v1'});
}
