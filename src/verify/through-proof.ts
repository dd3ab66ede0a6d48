import {IntendedTopics} from '../access/intended-topics.ts';
import {Admin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {fetchOnce} from '../cluster/read-log.ts';
import {type LiveTopicLayout, readLayout} from '../cluster/topics.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import type {Model, Resource} from '../specs/model.ts';
import {produceAndFind} from './intents-drive.ts';
import {type Outcome, outcomeOf} from './outcome.ts';
import {judge, type ScenarioContext} from './scenario.ts';
import {readSeededId, type SeededRecord, seededRecord} from './seeded-ids.ts';

const TOPICS_AT_ONCE = 3;

/** An Application that produces to a topic or consumes it, and the JSON pointer to where it says so. */
interface Party {
  application: Resource<'Application'>;
  at: string;
}

/** A declared topic with those that use it. */
export interface Passage {
  topic: Resource<'Topic'>;
  producers: Party[];
  consumers: Party[];
}

/** Every declared topic that some Application produces to. Pure. */
export function passagesOf(model: Model): Passage[] {
  const topics = IntendedTopics.of(model);
  const passages = new Map(model.topics.map(topic => [topic.name, {topic, producers: [], consumers: []} as Passage]));
  for (const application of model.applications) {
    const {produces, consumes} = application.spec;
    for (const intent of produces)
      for (const named of intent.topics)
        for (const {name} of topics.named(named)) passages.get(name)?.producers.push({application, at: named.at});
    for (const intent of consumes)
      for (const named of intent.topics)
        for (const {name} of topics.named(named)) passages.get(name)?.consumers.push({application, at: named.at});
  }
  return [...passages.values()].filter(({producers}) => producers.length > 0);
}

/**
 * On the declared topics themselves: each Application that produces to one writes a record there, and each that consumes it
 * reads that record, with their own credentials. Read by a fetch and in no group, so that nobody's place is moved. The
 * records stay: this is for clusters that hold nothing of value.
 */
export async function proveThrough(context: ScenarioContext): Promise<Verdict[]> {
  const passages = passagesOf(context.model);
  const {topics} = await readLayout(
    context.admin,
    passages.map(({topic}) => topic.name),
  );
  const verdicts = await inParallel(passages, TOPICS_AT_ONCE, async passage => {
    context.signal.throwIfAborted();
    context.note(`through ${passage.topic.name}`);
    return await proveTopic(
      context,
      passage,
      topics.find(({name}) => name === passage.topic.name),
    );
  });
  return verdicts.flat();
}

async function proveTopic(
  context: ScenarioContext,
  {topic, producers, consumers}: Passage,
  live: LiveTopicLayout | undefined,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const {application, at} of producers) {
    const record = seededRecord(context.run.id, `through-${application.name}-${topic.name}`, 1);
    const written = await as(context, application, async connection => {
      const profile = context.model.profiles.find(({name}) => name === application.spec.client);
      return await produceAndFind(context.admin, connection, {topic: topic.name, record, profile});
    });
    verdicts.push(writtenVerdict(context, {application, at}, topic.name, written));
    if (written.status !== 'done' || !written.value.found) continue;
    for (const consumer of consumers) {
      const read = await as(context, consumer.application, connection =>
        readOne(context, connection, live, {record, offset: written.value.offset}),
      );
      verdicts.push(readVerdict(context, consumer, {topic: topic.name, producer: application.name}, read));
    }
  }
  return verdicts;
}

/** Runs something with the credential of an Application's user. */
async function as<T>(
  {model, target}: ScenarioContext,
  {spec}: Resource<'Application'>,
  work: (connection: Connection) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const user = model.users.find(({name}) => name === spec.user);
  if (user === undefined) return {status: 'unknown', reason: `no User document declares ${spec.user}`};
  const access = await target.as(user);
  return 'unavailable' in access ? {status: 'unknown', reason: access.unavailable} : await work(access.connection);
}

async function readOne(
  {signal}: ScenarioContext,
  connection: Connection,
  live: LiveTopicLayout | undefined,
  {record, offset}: {record: SeededRecord; offset: bigint},
): Promise<Outcome<{found: boolean}>> {
  return await outcomeOf(async () => {
    const leaderId = live?.partitions[0]?.leaderId ?? -1;
    if (live === undefined || leaderId < 0) throw new Error('partition 0 has no leader');
    const own = await Admin.open(connection, {signal});
    try {
      const records = await fetchOnce(own, live, 0, leaderId, offset);
      return {found: records.some(one => readSeededId(one) === record.id)};
    } finally {
      await own.close();
    }
  });
}

type Context = Pick<ScenarioContext, 'cluster'>;

function writtenVerdict(context: Context, {application, at}: Party, topic: string, outcome: Outcome<{found: boolean}>): Verdict {
  const claim = `application ${application.name} produces to ${topic} itself`;
  const lost = 'the broker acknowledged the record and another client does not find it there';
  return endVerdict(context, {application, at}, {claim, topic, lost}, outcome);
}

function readVerdict(
  context: Context,
  consumer: Party,
  {topic, producer}: {topic: string; producer: string},
  outcome: Outcome<{found: boolean}>,
): Verdict {
  const claim = `what application ${producer} produces to ${topic} itself reaches application ${consumer.application.name}`;
  return endVerdict(context, consumer, {claim, topic, lost: 'the record is not where it was acknowledged'}, outcome);
}

function endVerdict(
  context: Context,
  {application, at}: Party,
  {claim, topic, lost}: {claim: string; topic: string; lost: string},
  outcome: Outcome<{found: boolean}>,
): Verdict {
  const place = {resource: application, pointer: at};
  const parts = {rule: 'proof/through-topic', claim, evidence: {topic}};
  if (outcome.status === 'unknown') return judge(context, place, {...parts, status: 'unknown', reason: outcome.reason});
  if (outcome.status === 'denied') return judge(context, place, {...parts, status: 'fail', reason: `the broker refused: ${outcome.error}`});
  if (!outcome.value.found) return judge(context, place, {...parts, status: 'fail', reason: lost});
  return judge(context, place, {...parts, status: 'pass', measured: 'found there'});
}
