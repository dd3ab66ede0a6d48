import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {authorize} from '../../src/access/authorize.ts';
import type {AclBinding} from '../../src/specs/model.ts';
import {disagreements} from '../fixtures/authorizer-agreement.ts';
import {askBrokersClass} from '../fixtures/authorizer-oracle.ts';
import {questionTuple, type RecordedWorld, readRecording} from '../fixtures/authorizer-recording.ts';
import {type World, world} from '../fixtures/authorizer-worlds.ts';
import {LiveAuthorizer} from '../fixtures/live-authorizer.ts';
import {LIVE_HOSTS, type LiveWorld, liveWorld} from '../fixtures/live-authorizer-worlds.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {longFactor} from '../fixtures/long-factor.ts';

const QUESTIONS_OF_A_WORLD = 50;
const CLASS_QUESTIONS = Math.ceil(100_000 * longFactor());
const LIVE_QUESTIONS = Math.ceil(25_000 * longFactor());

/** Another one each time; told where a test fails. */
const seed = Date.now();

async function withLive<T>(work: (live: LiveAuthorizer) => Promise<T>): Promise<T> {
  const live = await LiveAuthorizer.open(testRoot(), LIVE_HOSTS);
  try {
    return await work(live);
  } finally {
    await live.close();
  }
}

async function answered(worlds: readonly World[]): Promise<RecordedWorld[]> {
  const answers = await askBrokersClass(worlds);
  return worlds.map((one, index) => ({...one, answers: answers[index] ?? ''}));
}

describe('the authorizer model and its index decide', () => {
  it(`as Kafka's own class does, ${CLASS_QUESTIONS} questions`, async () => {
    const startedMs = performance.now();
    const worlds = fc.sample(world(QUESTIONS_OF_A_WORLD), {seed, numRuns: Math.ceil(CLASS_QUESTIONS / QUESTIONS_OF_A_WORLD)});
    const differences = (await answered(worlds)).flatMap(disagreements);
    console.log(
      `${worlds.length * QUESTIONS_OF_A_WORLD} questions to the class, ${differences.length} differences, ${secondsSince(startedMs)} s`,
    );
    expect(differences.slice(0, 3), `seed ${seed}`).toEqual([]);
  });

  it(`as live brokers tell their users, ${LIVE_QUESTIONS} questions`, async () => {
    const startedMs = performance.now();
    const asked = await withLive(async live => {
      const recorded: RecordedWorld[] = [];
      for (let run = 0; recorded.reduce((sum, one) => sum + one.questions.length, 0) < LIVE_QUESTIONS; run++) {
        for (const one of fc.sample(liveWorld, {seed: seed + run, numRuns: 1})) recorded.push(await live.ask(one, LIVE_HOSTS));
      }
      return recorded;
    });
    const differences = asked.flatMap(disagreements);
    const count = asked.reduce((sum, one) => sum + one.questions.length, 0);
    console.log(
      `${count} questions to live brokers, ${asked.length} worlds, ${differences.length} differences, ${secondsSince(startedMs)} s`,
    );
    expect(differences.slice(0, 3), `seed ${seed}`).toEqual([]);
  });
});

describe('what was recorded is what the brokers still answer', () => {
  it("of Kafka's own class", async () => {
    const recorded = readRecording('authorizer-class');
    expect(await askBrokersClass(recorded)).toEqual(recorded.map(one => one.answers));
  });

  it('of a live broker', async () => {
    await withLive(async live => {
      for (const recorded of readRecording('live-broker')) {
        const now = await live.ask(namesOf(recorded), LIVE_HOSTS);
        const answers = new Map(now.questions.map((question, index) => [JSON.stringify(questionTuple(question)), now.answers[index]]));
        const again = recorded.questions.map(question => answers.get(JSON.stringify(questionTuple(question))) ?? '?');
        expect(again.join('')).toBe(recorded.answers);
      }
    });
  });
});

function namesOf({acls, questions}: RecordedWorld): LiveWorld {
  const named = (type: AclBinding['resourceType']) => [
    ...new Set(questions.filter(one => one.resource.type === type).map(one => one.resource.name)),
  ];
  return {acls, topics: named('topic'), groups: named('group'), transactionalIds: named('transactional-id')};
}

/**
 * Where the model cannot be held against the broker, which does not decide there at all: StandardAuthorizerData.checkSection
 * of Kafka 4.3 cuts the text `*` to the length that a name has in common with an ACL's, where the ACL's is the first of
 * its type to sort below `*` (it starts with a space or one of !"#$%&'()). One character in common and it looks at that ACL
 * for ever, with two or more it throws. The random worlds have no such names.
 */
describe('the broker does not decide', () => {
  const allow = (resourceName: string): AclBinding => {
    const on = {resourceType: 'group', resourceName, pattern: 'literal', operation: 'read', permission: 'allow'} as const;
    return {principal: 'User:a', host: '*', ...on};
  };
  const asked = (principal: string, name: string) => ({
    principal,
    host: '10.0.0.1',
    operation: 'read' as const,
    resource: {type: 'group' as const, name},
  });

  it.each([
    ['about a name that starts as that of another group below the wildcard', [allow('(bcd')], asked('User:b', '(abc'), '~'],
    ['about one that has two characters in common with it', [allow('(abd')], asked('User:b', '(abc'), '!'],
    ['for a user who is called *', [allow('t')], asked('User:*', 't'), '!'],
  ] as const)('%s', async (_, acls, question, letter) => {
    const questions = [question];
    expect(await askBrokersClass([{superUsers: [], allowIfNoAcl: false, acls: [...acls], questions, timeoutMs: 2_000}])).toEqual([letter]);
    expect(authorize(acls, question).allowed).toBe(false);
  });
});

function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1_000).toFixed(1);
}
