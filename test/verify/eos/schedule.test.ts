import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {killSchedule, seededRandom} from '../../../src/verify/eos/schedule.ts';
import {STAGES} from '../../../src/verify/eos/worker-protocol.ts';

describe('the kills of a run', () => {
  it('follow from the seed, are shared out in turn, and begin with one at each place of a transaction', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({min: 0, max: 40}), (seed, kills) => {
        const schedule = killSchedule(kills, seededRandom(seed));
        expect(schedule).toEqual(killSchedule(kills, seededRandom(seed)));
        const [first, second] = schedule;
        expect([first.length, second.length]).toEqual([Math.ceil(kills / 2), Math.floor(kills / 2)]);
        const inTurn = Array.from({length: kills}, (_, index) => schedule[index % 2]?.[Math.floor(index / 2)]);
        const places = inTurn.slice(0, 4).map(one => (one !== undefined && 'at' in one ? one.at : undefined));
        expect(new Set(places)).toEqual(new Set(kills < 4 ? places : STAGES));
        for (const one of inTurn) if (one !== undefined && 'afterMs' in one) expect(one.afterMs).toBeLessThan(1_000);
      }),
    );
  });

  it('are others for other seeds', () => {
    const some = new Set(Array.from({length: 50}, (_, seed) => JSON.stringify(killSchedule(8, seededRandom(seed)))));
    expect(some.size).toBeGreaterThan(45);
  });
});
