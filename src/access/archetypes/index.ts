import type {Archetype} from './archetype.ts';
import connectWorker from './connect-worker.ts';
import connector from './connector.ts';
import consumer from './consumer.ts';
import deadLetter from './dead-letter.ts';
import kafkaStreams from './kafka-streams.ts';
import mirrorSource from './mirror-source.ts';
import mirrorTarget from './mirror-target.ts';
import producer from './producer.ts';
import transactionalProducer from './transactional-producer.ts';

/** Every archetype, in the order in which the reference explains them. */
export const ARCHETYPES: readonly Archetype[] = [
  producer,
  consumer,
  deadLetter,
  transactionalProducer,
  kafkaStreams,
  connectWorker,
  connector,
  mirrorSource,
  mirrorTarget,
];
