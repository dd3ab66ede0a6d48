import type {Finding} from '../findings/finding.ts';
import type {Model, Resource} from '../specs/model.ts';

/**
 * What the rules about single documents found in each of them. Those look at nothing else, so that a document that two
 * versions of a tree share, resolved to the same object, is judged once.
 */
export class JudgedDocuments {
  readonly #ofModels = new Map<string, Map<Resource, readonly Finding[]>>();

  /** The documents of a cluster, or of a tree without one. Its environment decides which rules hold, and its name stands in the findings. */
  of({cluster}: Model): Map<Resource, readonly Finding[]> {
    const key = JSON.stringify(cluster === undefined ? [] : [cluster.name, cluster.spec.environment]);
    const known = this.#ofModels.get(key) ?? new Map<Resource, readonly Finding[]>();
    this.#ofModels.set(key, known);
    return known;
  }
}
