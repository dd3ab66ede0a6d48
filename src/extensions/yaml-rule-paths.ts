import {isRecord} from '../findings/record.ts';
import {nearest} from '../findings/suggest.ts';
import {keysOf} from '../policy/schema.ts';
import {clientHistory, clientSetting} from '../specs/client-settings.ts';
import {documentSchema} from '../specs/envelope.ts';
import {KIND_DEFINITIONS} from '../specs/kinds/index.ts';
import {CLIENT_SECTIONS, type ClientSection, type Kind} from '../specs/model.ts';
import {COMMENT, kafkaSetting, type Schema} from '../specs/schema.ts';
import {measure, type Unit} from '../specs/units.ts';

/** A place in the documents of a kind. */
export interface Place {
  /** Keys that lead there; `*` for any. */
  keys: readonly string[];
  /** The kind's own schema of it; undefined where it says nothing, so that nothing can be told. */
  schema: Schema | undefined;
}

/** The whole document as rules judge it: without patches and free keys. */
export function documentPlace(kind: Kind): Place {
  const {properties} = documentSchema(KIND_DEFINITIONS[kind]);
  const {environments: _patches, ...judged} = properties ?? {};
  return {keys: [], schema: {type: 'object', properties: judged, additionalProperties: false}};
}

/** The place below another, or what is wrong with the key. `*` is every element. */
export function below({keys, schema}: Place, key: string): Place | {problem: string} {
  const there = [...keys, key];
  if (schema === undefined) return {keys: there, schema: undefined};
  const section = CLIENT_SECTIONS.find(one => schema.$comment === `${COMMENT.clientSettings}${one}`);
  if (section !== undefined && key !== '*') return settingOf(section, key, there);
  const known = schema.properties ?? {};
  if (Object.hasOwn(known, key)) return {keys: there, schema: known[key]};
  const free = asSchema(schema['additionalProperties']);
  if (key === '*') return {keys: there, schema: schema.items ?? free};
  if (free !== undefined) return {keys: there, schema: free};
  if (schema['additionalProperties'] !== false) return {keys: there, schema: undefined};
  const guess = nearest(key, Object.keys(known));
  const where = keys.length === 0 ? 'a document' : keys.join('.');
  return {problem: `${where} has no key ${key}${guess === undefined ? '' : `; did you mean ${guess}?`}`};
}

/** The place of a client's setting, which no schema lists. */
function settingOf(section: ClientSection, name: string, keys: readonly string[]): Place | {problem: string} {
  const setting = clientSetting(section, name);
  if (setting !== undefined) return {keys, schema: kafkaSetting(setting)};
  const guess = nearest(name, clientHistory(section).names());
  return {problem: `spec.${section} has no key ${name}${guess === undefined ? '' : `; did you mean ${guess}?`}`};
}

/** The place at a path like `spec.config.retention.ms`, or what is wrong with it. */
export function placeAt(kind: Kind, path: string): Place | {problem: string} {
  return placeOfKeys(kind, keysOf(path));
}

export function placeOfKeys(kind: Kind, keys: readonly string[]): Place | {problem: string} {
  let place = documentPlace(kind);
  for (const key of keys) {
    const next = below(place, key);
    if ('problem' in next) return next;
    place = next;
  }
  return place;
}

/** True for one of Kafka's own settings, which rules see as Kafka's text: `604800000`, `true`, `compact,delete`. */
export function isSetting({keys}: Place): boolean {
  return keys.length === 3 && keys[0] === 'spec' && (keys[1] === 'config' || CLIENT_SECTIONS.some(section => section === keys[1]));
}

/** A value of a rule in the form in which documents are judged: units resolved, settings as text. */
export function canonical(place: Place, value: unknown): {value: unknown} | {problem: string} {
  const setting = isSetting(place);
  if (setting && Array.isArray(value)) {
    const texts = value.map(String);
    // Those of clients keep their order, which some of them mean something by.
    return {value: (place.keys[1] === 'config' ? texts.sort() : texts).join(',')};
  }
  const unit = unitOf(place);
  if (unit !== undefined && typeof value === 'string') {
    const measured = measure(unit, value);
    if ('problem' in measured) return measured;
    return {value: setting ? measured.text : Number(measured.text)};
  }
  return {value: setting && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value};
}

function unitOf(place: Place): Unit | undefined {
  const comment = place.schema?.$comment;
  if (comment === COMMENT.duration) return 'duration';
  return comment === COMMENT.size ? 'size' : undefined;
}

function asSchema(value: unknown): Schema | undefined {
  return isRecord(value) ? value : undefined;
}
