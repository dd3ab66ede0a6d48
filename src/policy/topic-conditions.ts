import type {TopicSpec} from '../specs/model.ts';
import {at, type Schema} from './schema.ts';

/**
 * What rules about topics ask of `cleanup.policy`. Its text is canonical when rules see it: `compact`, `delete`,
 * `compact,delete`, or empty. Each is a condition for {@link when}, or a demand in its own right.
 */

/** Old segments are deleted: Kafka does so too where nothing is stated. */
export const DELETES: Schema = at('spec.config.cleanup.policy', {pattern: 'delete'});

/** The latest record of each key is kept. */
export const COMPACTS: Schema = at('spec.config.cleanup.policy', {pattern: 'compact'}, {required: true});

/** Segments also go to remote storage (KIP-405). No default of the brokers can switch it on for a topic. */
export const TIERED: Schema = at('spec.config.remote.storage.enable', {const: 'true'}, {required: true});

/** A whole-number setting that a topic states, exact; undefined where it states none. */
export function wholeSetting({config}: Pick<TopicSpec, 'config'>, name: string): bigint | undefined {
  const text = config[name];
  return text !== undefined && /^-?[0-9]+$/.test(text) ? BigInt(text) : undefined;
}

/** Topics that the brokers make for themselves (Kafka's Topic.INTERNAL_TOPICS, the metadata log, and that of tiered storage). */
export const BROKERS_OWN_TOPICS: readonly string[] = [
  '__consumer_offsets',
  '__transaction_state',
  '__share_group_state',
  '__cluster_metadata',
  '__remote_log_metadata',
];

/** Every start of one of them, which as a prefix covers it. */
export const BROKERS_OWN_PREFIXES: readonly string[] = [
  ...new Set(BROKERS_OWN_TOPICS.flatMap(name => Array.from(name, (_letter, index) => name.slice(0, index + 1)))),
];
