import {STAGES, type Stage} from './worker-protocol.ts';

/** When a processor is killed: at a place in one of its transactions, or so long after it began to work. */
export type Kill = {at: Stage; transaction: number} | {afterMs: number};

/** The kills of the two processors, each in its order. */
export type KillSchedule = readonly [first: readonly Kill[], second: readonly Kill[]];

/** Random numbers from 0 to 1 that follow from a seed (mulberry32, in the public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LATEST_TRANSACTION = 3;
const LONGEST_MS = 700;

/**
 * Shares kills out between two processors in turn. The first four are one at each place of a transaction, in an order by the
 * seed; what is more is at random times, and at random places again.
 */
export function killSchedule(kills: number, random: () => number): KillSchedule {
  const places = shuffled(STAGES, random);
  const all = Array.from({length: kills}, (_, index): Kill => {
    const at = index < places.length ? places[index] : random() < 0.5 ? places[Math.floor(random() * places.length)] : undefined;
    if (at === undefined) return {afterMs: Math.floor(random() * LONGEST_MS)};
    return {at, transaction: Math.floor(random() * LATEST_TRANSACTION)};
  });
  return [all.filter((_, index) => index % 2 === 0), all.filter((_, index) => index % 2 === 1)];
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map(one => ({one, by: random()}))
    .sort((a, b) => a.by - b.by)
    .map(({one}) => one);
}
