import definitions from './generated/topic-configs.json' with {type: 'json'};
import type {KafkaSetting} from './schema.ts';

/** A topic setting as Kafka 4.3 defines it (LogConfig), with its bounds as exact whole numbers. */
export interface TopicSetting extends KafkaSetting {
  min?: bigint;
  max?: bigint;
}

/** Largest values of Kafka's types, where its definition names no bound. */
const TYPE_BOUNDS: Record<string, {min: bigint; max: bigint}> = {
  SHORT: {min: -(2n ** 15n), max: 2n ** 15n - 1n},
  INT: {min: -(2n ** 31n), max: 2n ** 31n - 1n},
  LONG: {min: -(2n ** 63n), max: 2n ** 63n - 1n},
};

/** Bounds that Kafka documents and its definition does not hold: a 4.3 broker stores `retention.bytes: -2` without a word. */
const UNCHECKED_BY_THE_BROKER: Record<string, {min: bigint}> = {'retention.bytes': {min: -1n}};

/** Every setting that a topic can carry, generated from the pinned Kafka jars. */
export const TOPIC_SETTINGS: readonly TopicSetting[] = definitions.map(({name, type, default: fallback, valid, documentation}) => ({
  name,
  type,
  default: fallback,
  documentation,
  ...boundsOf(type, valid),
  ...(UNCHECKED_BY_THE_BROKER[name] ?? {}),
}));

const byName = new Map(TOPIC_SETTINGS.map(setting => [setting.name, setting]));

export function topicSetting(name: string): TopicSetting | undefined {
  return byName.get(name);
}

/** Reads ConfigDef's own way of printing a validator: `[1,...]`, `[1,...,9] or -1`, `[a, b, c]`. */
function boundsOf(type: string, valid: string | null): Pick<TopicSetting, 'min' | 'max' | 'choices'> {
  const bounds = TYPE_BOUNDS[type];
  if (bounds !== undefined) {
    const range = valid === null ? null : /^\[(-?\d+),\.\.\.(?:,(-?\d+))?\]( or -1)?$/.exec(valid);
    if (range === null) return bounds;
    const [, low, high, orUnset] = range;
    const min = low === undefined ? bounds.min : BigInt(low);
    return {min: orUnset === undefined || min < -1n ? min : -1n, max: high === undefined ? bounds.max : BigInt(high)};
  }
  if ((type === 'STRING' || type === 'LIST') && valid !== null && /^\[[^\]:]+\]$/.test(valid))
    return {choices: valid.slice(1, -1).split(', ')};
  return {};
}
