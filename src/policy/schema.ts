import {CLIENT_SECTIONS} from '../specs/model.ts';

/**
 * The words in which a rule about one document says what must hold: JSON Schema (draft 7 and the keywords of
 * keywords.ts) over `{options, document}`. Limits reach it as data, so that it is compiled once, ahead of time.
 */
export type Schema = Readonly<Record<string, unknown>>;

/** A reference to data, in the place of a limit: `{minimum: option('min')}`. */
export type DataReference = {readonly $data: string};

/** Maps with free keys, in which a dot belongs to the key: `spec.config.min.insync.replicas` names one setting. */
const FLAT_MAPS: readonly (readonly string[])[] = [
  ['spec', 'config'],
  ['spec', 'brokers', 'config'],
  ...CLIENT_SECTIONS.map(section => ['spec', section]),
  ['metadata', 'labels'],
];

/** The keys of a path like `spec.replicationFactor`; below the maps of Kafka's settings and `metadata.labels` the rest is one key. */
export function keysOf(path: string): string[] {
  const keys = path === '' ? [] : path.split('.');
  const flat = FLAT_MAPS.find(map => map.every((key, index) => keys[index] === key) && keys.length > map.length);
  return flat === undefined ? keys : [...flat, keys.slice(flat.length).join('.')];
}

/** The JSON pointer (RFC 6901) of a path into a document. */
export function pointerOf(path: string): string {
  return keysOf(path).map(escapeKey).join('');
}

/** One key as a step of a JSON pointer: `~` and `/` are escaped. */
export function escapeKey(key: string): string {
  // Few keys need it, and a walk over all documents asks for every key.
  return `/${/[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key}`;
}

/**
 * `schema` must hold for the value at `path`; `*` as a key stands for every element of a list or map. A value that is
 * missing is accepted unless `required`; then the finding stands at its nearest parent that was written.
 */
export function at(path: string, schema: Schema, {required = false}: {required?: boolean} = {}): Schema {
  const below = keysOf(path).reduceRight<Schema>(
    (inner, key) =>
      key === '*' ? {items: inner, additionalProperties: inner} : {properties: {[key]: inner}, ...(required ? {required: [key]} : {})},
    schema,
  );
  return {properties: {document: below}};
}

/** A limit that is the value of one of the rule's options. */
export function option(name: string): DataReference {
  return {$data: `/options${escapeKey(name)}`};
}

/** A limit that is another value of the same document; where that is missing, the limit is not judged. */
export function value(path: string): DataReference {
  return {$data: `/document${pointerOf(path)}`};
}

/** Every one of these must hold. */
export function all(...schemas: Schema[]): Schema {
  return {allOf: schemas};
}

/** Where `condition` holds (write it with `{required: true}`: a missing value meets any other), `then` must hold too. */
export function when(condition: Schema, then: Schema): Schema {
  return {if: condition, then};
}
