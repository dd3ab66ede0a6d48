import type {IntendedTopic, Model, Resource} from '../specs/model.ts';
import {SortedNames} from './sorted-names.ts';

/** Finds the Topic documents that intents of Applications name, each in the logarithm of their number. */
export class IntendedTopics {
  readonly #topics: Model['topics'];
  #sorted: SortedNames<Resource<'Topic'>> | undefined;
  #byName: ReadonlyMap<string, Resource<'Topic'>> | undefined;

  private constructor(topics: Model['topics']) {
    this.#topics = topics;
  }

  /** One for all who ask about the same topics; its indexes are made when they are first asked. */
  static of({topics}: Pick<Model, 'topics'>): IntendedTopics {
    const known = KNOWN.get(topics) ?? new IntendedTopics(topics);
    KNOWN.set(topics, known);
    return known;
  }

  /** Those that are declared: none for a name that only others know. */
  named({name, pattern}: Pick<IntendedTopic, 'name' | 'pattern'>): readonly Resource<'Topic'>[] {
    if (pattern === 'prefixed') {
      this.#sorted ??= new SortedNames(this.#topics);
      return this.#sorted.startingWith(name);
    }
    this.#byName ??= new Map(this.#topics.map(topic => [topic.name, topic]));
    const topic = this.#byName.get(name);
    return topic === undefined ? [] : [topic];
  }
}

const KNOWN = new WeakMap<Model['topics'], IntendedTopics>();
