import {describe, expect, it} from 'vitest';
import {authorize} from '../../src/access/authorize.ts';
import {disagreements} from '../fixtures/authorizer-agreement.ts';
import {type Recording, readRecording} from '../fixtures/authorizer-recording.ts';
import {KINDS_OF_DECISION, type KindOfDecision, kindsOf} from '../fixtures/authorizer-worlds.ts';

/**
 * What the brokers answered, recorded by `npm run record:authorizer`: Kafka's own class in a JVM, which also tells by which
 * kind of rule it decided, and live brokers over the wire. test/long/authorizer.test.ts asks them again.
 */
const recordings = {'authorizer-class': readRecording('authorizer-class'), 'live-broker': readRecording('live-broker')};

/** How often each kind of decision must occur in what the class was asked, so that no branch goes without a question. */
const LEAST_OF_A_KIND = 10;

function countsByKind(name: Recording): Map<KindOfDecision, number> {
  const counts = new Map<KindOfDecision, number>(KINDS_OF_DECISION.map(kind => [kind, 0]));
  for (const world of recordings[name]) {
    const allows = world.acls.filter(acl => acl.permission === 'allow');
    for (const question of world.questions) {
      const decision = authorize(world.acls, question, world);
      const kinds = kindsOf(question, decision, authorize(allows, question, world), world);
      for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return counts;
}

describe.each(['authorizer-class', 'live-broker'] as const)('what was recorded of %s', name => {
  it('holds many answers of each sort', () => {
    const answers = recordings[name].map(world => world.answers).join('');
    expect(answers.length).toBeGreaterThanOrEqual(name === 'authorizer-class' ? 2_000 : 500);
    const letters = name === 'authorizer-class' ? 'sadAD' : '+-';
    expect(new Set(answers)).toEqual(new Set(letters));
  });

  it('is what the model and the index decide, question by question', () => {
    expect(recordings[name].flatMap(disagreements)).toEqual([]);
  });
});

it('every kind of decision occurs often in what the class was asked', () => {
  const rare = [...countsByKind('authorizer-class')].filter(([, count]) => count < LEAST_OF_A_KIND);
  expect(rare).toEqual([]);
});
