import {AclIndex} from '../access/acl-index.ts';
import {declaredBindings} from '../access/statements.ts';
import {whoCan} from '../access/who-can.ts';
import {type LiveAcls, readAcls} from '../cluster/acls.ts';
import {type Admin, withAdmin} from '../cluster/admin.ts';
import {type Fact, readQuotas, readScramUsers} from '../cluster/facts.ts';
import {describeFailure} from '../cluster/failure.ts';
import {type LiveGroup, readCommitted, readGroups} from '../cluster/live-groups.ts';
import {NOT_ASKED, readTopicFacts, type TopicFacts} from '../cluster/topic-facts.ts';
import {readersOf, type TopicReader} from '../cluster/topic-readers.ts';
import {readLayout} from '../cluster/topics.ts';
import {measureWriteRates, type WriteRate} from '../cluster/write-rate.ts';
import type {Model} from '../specs/model.ts';
import {isNewUser} from '../terraform/access-change.ts';
import type {LivePlanFacts} from '../terraform/live-plan-facts.ts';
import type {PlanFacts, PlannedChange} from '../terraform/plan-change.ts';
import {asksNothing, type RiskQuestions, riskQuestions} from '../terraform/risk-questions.ts';
import type {CommandContext} from './command.ts';
import type {Preparation} from './planning.ts';

/**
 * What the rules about plans judge by: the documents, and what the brokers say of what these changes concern, read in
 * batches. A plan that changes nothing asks nothing. What cannot be read is unknown, and does not end the run.
 */
export async function planFactsOf(
  context: CommandContext,
  {model, connection, clusterId}: Preparation,
  changes: readonly PlannedChange[],
): Promise<PlanFacts> {
  const facts = (live: Fact<LivePlanFacts>): PlanFacts => ({clusterDocument: model.cluster, model, live});
  const questions = riskQuestions(changes);
  if (asksNothing(questions)) return facts({known: nothingRead()});
  if (clusterId === undefined) {
    return facts({unknown: `only Terraform's provider can authenticate with ${model.cluster.spec.security?.sasl?.mechanism}`});
  }
  try {
    const live = await context.progress.run(`read what changes on ${model.cluster.name}`, () =>
      withAdmin(connection, admin => readLive(admin, model, questions), {signal: context.signal}),
    );
    return facts({known: live});
  } catch (thrown) {
    context.signal.throwIfAborted();
    const {reason} = describeFailure(thrown);
    context.complain(`risks of this plan are judged without the brokers: ${reason}`);
    return facts({unknown: reason});
  }
}

function nothingRead(): LivePlanFacts {
  return {
    atMs: Date.now(),
    topics: [],
    hidden: [],
    groups: NOT_ASKED,
    acls: NOT_ASKED,
    quotas: NOT_ASKED,
    scramUsers: NOT_ASKED,
    writeRates: [],
  };
}

async function readLive(admin: Admin, model: Model, questions: RiskQuestions): Promise<LivePlanFacts> {
  const atMs = Date.now();
  const asked = <T>(isAsked: boolean, read: () => Promise<T>): Promise<Fact<T>> => (isAsked ? fact(read) : Promise.resolve(NOT_ASKED));
  const [{topics, hidden}, groups, acls, quotas, scramUsers] = await Promise.all([
    readTopicFacts(admin, questions.topics, atMs),
    asked(questions.groups, async () => readGroups(admin, (await readLayout(admin, [])).brokers)),
    asked(questions.acls, () => readAcls(admin)),
    asked(questions.quotas, () => readQuotas(admin)),
    asked(questions.scramUsers, () => readScramUsers(admin)),
  ]);
  const known = {...nothingRead(), scramUsers};
  const writing = questions.ratesOf.filter(user => !isNewUser(user, {model, live: {known}}));
  return {
    atMs,
    topics: await withReaders(admin, topics, groups, new Set(questions.readOf)),
    hidden,
    groups,
    acls,
    quotas,
    scramUsers,
    writeRates: await ratesOf(admin, model, acls, writing),
  };
}

async function fact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return {known: await read()};
  } catch (thrown) {
    return {unknown: describeFailure(thrown).reason};
  }
}

/** Adds who reads the topics that would go. */
async function withReaders(
  admin: Admin,
  topics: readonly TopicFacts[],
  groups: Fact<LiveGroup[]>,
  wanted: ReadonlySet<string>,
): Promise<TopicFacts[]> {
  const concerned = topics.filter(({name}) => wanted.has(name));
  const committed =
    'unknown' in groups || concerned.length === 0 ? undefined : await fact(() => readCommitted(admin, groups.known, concerned));
  return topics.map(topic => {
    if (!wanted.has(topic.name)) return topic;
    const {log} = topic;
    let readers: Fact<TopicReader[]>;
    if ('unknown' in groups) readers = groups;
    else if (committed === undefined || 'unknown' in committed) readers = committed ?? NOT_ASKED;
    else {
      const ends = new Map('known' in log ? log.known.map(one => [one.partition, one.endOffset] as const) : []);
      readers = {known: readersOf({name: topic.name, ends}, groups.known, committed.known)};
    }
    return {...topic, readers};
  });
}

/** What users write to the topics that nobody else may write, super users aside. */
async function ratesOf(admin: Admin, model: Model, acls: Fact<LiveAcls>, users: readonly string[]): Promise<WriteRate[]> {
  if (users.length === 0) return [];
  if ('unknown' in acls) return users.map(user => ({user, topics: [], measured: acls}));
  const index = new AclIndex([...acls.known.bindings, ...declaredBindings(model)]);
  const writers = new Map<string, string[]>();
  for (const {name} of model.topics) {
    const [first, ...others] = whoCan(index, {operation: 'write', resource: {type: 'topic', name}});
    if (first === undefined || others.length > 0) continue;
    writers.set(first.principal, [...(writers.get(first.principal) ?? []), name]);
  }
  return await measureWriteRates(
    admin,
    users.map(user => ({user, topics: writers.get(`User:${user}`) ?? []})),
  );
}
