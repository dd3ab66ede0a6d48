import type {Setting} from './setting-history.ts';
import type {Unit} from './units.ts';

/**
 * Sizes in bytes whose names do not end in `.bytes`, by their documentation in Kafka's ProducerConfig and StreamsConfig. All
 * else that Kafka counts has its unit at the end of its name: durations in milliseconds `.ms`, sizes `.bytes`.
 */
const SIZES: ReadonlySet<string> = new Set(['batch.size', 'buffer.memory', 'max.request.size', 'cache.max.bytes.buffering']);

/** What the whole number of a setting counts, and so which units its value may be written in; undefined for other types. */
export function unitOf({name, type}: Pick<Setting, 'name' | 'type'>): Unit | undefined {
  if (type !== 'INT' && type !== 'LONG' && type !== 'SHORT') return undefined;
  if (name.endsWith('.ms')) return 'duration';
  return name.endsWith('.bytes') || SIZES.has(name) ? 'size' : 'whole-number';
}
