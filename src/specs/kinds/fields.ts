/**
 * Reads fields of a spec whose shape its schema has checked already. A field of another type than expected is a
 * defect of Weir's own schemas, so it throws.
 */
export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets an own field, also where its key is `__proto__`, which an assignment would take for the prototype. */
export function setField(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(fields, key, {value, enumerable: true, configurable: true, writable: true});
  else fields[key] = value;
}

export function text(fields: Fields, key: string): string {
  return expect(optionalText(fields, key), key);
}

export function optionalText(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return value === undefined || typeof value === 'string' ? value : wrong(key, 'text');
}

export function whole(fields: Fields, key: string): number {
  return expect(optionalNumber(fields, key), key);
}

export function optionalNumber(fields: Fields, key: string): number | undefined {
  const value = fields[key];
  return value === undefined || typeof value === 'number' ? value : wrong(key, 'a number');
}

export function optionalFlag(fields: Fields, key: string): boolean | undefined {
  const value = fields[key];
  return value === undefined || typeof value === 'boolean' ? value : wrong(key, 'true or false');
}

export function optionalFields(fields: Fields, key: string): Fields | undefined {
  const value = fields[key];
  return value === undefined || isFields(value) ? value : wrong(key, 'a mapping');
}

export function texts(fields: Fields, key: string): string[] {
  const value = fields[key];
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(item => (typeof item === 'string' ? item : wrong(key, 'a list of text'))) : wrong(key, 'a list');
}

/** The mappings of a list in `spec`, each with the JSON pointer to it. */
export function entriesOf(spec: Fields, key: string): {entry: Fields; at: string}[] {
  const list = spec[key];
  return Array.isArray(list) ? list.filter(isFields).map((entry, index) => ({entry, at: `/spec/${key}/${index}`})) : [];
}

/** One of `choices`: the schema's `enum`, made known to the compiler. */
export function choice<const T extends string>(fields: Fields, key: string, choices: readonly T[]): T {
  return expect(optionalChoice(fields, key, choices), key);
}

export function optionalChoice<const T extends string>(fields: Fields, key: string, choices: readonly T[]): T | undefined {
  const value = fields[key];
  return value === undefined ? undefined : (choices.find(one => one === value) ?? wrong(key, choices.join(', ')));
}

/** Leaves out what is undefined, so that an absent field is absent. */
export function present<T extends object>(object: T): {[K in keyof T]: Exclude<T[K], undefined>} {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as {[K in keyof T]: Exclude<T[K], undefined>};
}

function expect<T>(value: T | undefined, key: string): T {
  return value === undefined ? wrong(key, 'present') : value;
}

function wrong(key: string, expected: string): never {
  throw new Error(`${key} is not ${expected}, although its schema was satisfied`);
}
