import type {LiveQuota} from '../cluster/facts.ts';
import type {Fields} from '../specs/kinds/fields.ts';
import {QUOTA_RATES, type QuotaEntityType} from '../specs/model.ts';
import {quantityForms} from './setting-form.ts';
import {unstatable} from './statable.ts';

/** What a Quota document says of a live quota, with names for it in the order of wishes. */
export type QuotaForm = {wishes: string[]; spec: Fields} | {reason: string};

const IN_NAMES: Record<QuotaEntityType, string> = {user: 'user', clientId: 'client-id', ip: 'ip'};

/** A document states all rates of one entity: of a quota that has another one, or of a pair, it can say nothing. */
export function quotaForm({entity, values}: LiveQuota): QuotaForm {
  const [only] = entity;
  if (only === undefined) return {reason: 'its entity is of a kind that only a newer Kafka knows'};
  if (entity.length > 1)
    return {reason: 'the Terraform provider has no quota for a pair: keep it where it is written now, or write two quotas'};
  const {type, name} = only;
  const spec: Fields = {entity: name === undefined ? {default: type} : {[type]: name}};
  const keys = new Map<string, string>(Object.entries(QUOTA_RATES).map(([field, key]) => [key, field]));
  for (const [key, value] of Object.entries(values).sort()) {
    const field = keys.get(key);
    if (field === undefined) return {reason: `no document can say its ${key}=${value}, and applying the rest would take that away`};
    spec[field] = rateForm(field, value);
  }
  const ordered = Object.fromEntries(['entity', ...Object.keys(QUOTA_RATES)].flatMap(key => (key in spec ? [[key, spec[key]]] : [])));
  const wishes = name === undefined ? [`default-${IN_NAMES[type]}`] : [name, `${IN_NAMES[type]}-${name}`];
  const reason = unstatable('Quota', wishes[0] ?? '', ordered);
  return reason === undefined ? {wishes, spec: ordered} : {reason};
}

function rateForm(field: string, value: number): string | number {
  if (!field.endsWith('ByteRate') || !Number.isSafeInteger(value) || value <= 0) return value;
  return quantityForms(String(value), 'size')[0] ?? value;
}

/** `user "audit"`, `the default user`, `user "a" + clientId "b"`. */
export function entityText(entity: LiveQuota['entity']): string {
  return entity
    .map(({type, name}) => (name === undefined ? `the default ${type}` : `${type} ${JSON.stringify(name)}`))
    .sort()
    .join(' + ');
}
