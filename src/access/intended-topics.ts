import type {IntendedTopic, Model, Resource} from '../specs/model.ts';
import {SortedNames} from './sorted-names.ts';

/** Finds the Topic documents that intents of Applications name, each in the logarithm of their number. */
export class IntendedTopics {
  readonly #sorted: SortedNames<Resource<'Topic'>>;
  readonly #byName: ReadonlyMap<string, Resource<'Topic'>>;

  constructor({topics}: Pick<Model, 'topics'>) {
    this.#sorted = new SortedNames(topics);
    this.#byName = new Map(topics.map(topic => [topic.name, topic]));
  }

  /** Those that are declared: none for a name that only others know. */
  of({name, pattern}: Pick<IntendedTopic, 'name' | 'pattern'>): readonly Resource<'Topic'>[] {
    if (pattern === 'prefixed') return this.#sorted.startingWith(name);
    const topic = this.#byName.get(name);
    return topic === undefined ? [] : [topic];
  }
}
