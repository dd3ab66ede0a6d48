import type {Kind, SpecOf} from '../model.ts';
import type {Schema} from '../schema.ts';

/** Something wrong inside a document, at a JSON pointer into it. */
export interface Issue {
  /** Part after `schema/`. */
  rule: string;
  pointer: string;
  message: string;
  /** True: the finding stands at the key, not at its value. */
  key?: boolean;
  /** New values by JSON pointer; `null` removes the key. */
  fix?: Record<string, unknown>;
  /** New names of keys, by the JSON pointer of the old one. */
  rename?: Record<string, string>;
  redacted?: boolean;
}

/**
 * A kind of document: one file in `src/specs/kinds/`. Its schema drives validation, the types and the editors'
 * completion; `resolve` fills in what was left out.
 */
export interface KindDefinition<K extends Kind = Kind> {
  kind: K;
  /** One sentence for editors and docs. */
  description: string;
  /** Practices of the guide that it lets a team state, like `TO3`: for docs/coverage.md. */
  covers?: readonly string[];
  /** JSON Schema of `spec`. */
  spec: Schema;
  /** `metadata.name` becomes part of a path (clusters). */
  nameIsPath?: true;
  /** The version of Kafka by which settings in `spec` are judged, where it is the document's own and not that of the brokers. */
  settingsVersion?(spec: Record<string, unknown>): string | undefined;
  /** What a schema cannot say of a valid document. Pointers start at the document: `/spec/…`. */
  check?(spec: Record<string, unknown>): Issue[];
  /** Defaults filled in. `spec` is valid by the schema and its units are resolved to whole numbers. */
  resolve(spec: Record<string, unknown>): SpecOf[K];
}

export function kind<K extends Kind>(definition: KindDefinition<K>): KindDefinition<K> {
  return definition;
}
