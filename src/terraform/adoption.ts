import {aclStatements} from '../access/statements.ts';
import type {LiveFacts} from '../cluster/facts.ts';
import {bindingsOf, type Model, QUOTA_RATES, type QuotaSpec, type Resource} from '../specs/model.ts';
import {onCluster} from './on-cluster.ts';
import type {StateKind} from './plan-change.ts';
import {type Attributes, addressOf, attributesOfBinding, importId, nameOfAttributes} from './provider-attributes.ts';
import {writtenUsers} from './secret-variables.ts';
import type {StackState} from './state.ts';
import type {SynthesisedStack} from './synth.ts';

/** Something that is declared and on the cluster, and that no state holds. */
export interface Orphan {
  stack: string;
  kind: StateKind;
  /** Name in Kafka, as plans show it. */
  name: string;
  address: string;
  document: Resource;
  /** How a state comes to hold it: by an import of this id, or, where the provider has no importer for it, by writing it again. */
  by: {import: string} | 'identical write';
  /** Why writing it again would change the cluster; undefined where it would not. */
  differs?: string;
}

export interface AdoptionQuestion {
  model: Model;
  stacks: readonly SynthesisedStack[];
  states: ReadonlyMap<string, StackState>;
  facts: LiveFacts;
}

/**
 * What is declared, on the cluster, and in no state: from before Weir, or because the write of a state was lost. An
 * area of the cluster that could not be read has none. Pure.
 */
export function findOrphans({model, stacks, states, facts}: AdoptionQuestion): Orphan[] {
  const held = new Set([...states.values()].flatMap(({resources}) => resources.map(({kind, attributes}) => addressOf(kind, attributes))));
  const isThere = onCluster(facts);
  const declared = declaredResources(model);
  return stacks.flatMap(({name: stack, addresses}) =>
    [...addresses].flatMap((address): Orphan[] => {
      const known = declared.get(address);
      if (known === undefined || held.has(address)) return [];
      const {kind, attributes, document} = known;
      if (isThere(kind, attributes) !== true) return [];
      const id = importId(kind, attributes);
      const differs = kind === 'Quota' ? quotaDifference(document as Resource<'Quota'>, facts) : undefined;
      return [
        {
          stack,
          kind,
          name: nameOfAttributes(kind, attributes),
          address,
          document,
          by: id === undefined ? 'identical write' : {import: id},
          ...(differs === undefined ? {} : {differs}),
        },
      ];
    }),
  );
}

interface Declared {
  kind: StateKind;
  /** Those that say which one it is. */
  attributes: Attributes;
  document: Resource;
}

/** What Terraform writes of a model, by address. */
export function declaredResources(model: Model): Map<string, Declared> {
  const declared = new Map<string, Declared>();
  const add = (kind: StateKind, attributes: Attributes, document: Resource): void => {
    declared.set(addressOf(kind, attributes), {kind, attributes, document});
  };
  for (const topic of model.topics) add('Topic', {name: topic.name}, topic);
  for (const {resource, spec} of aclStatements(model))
    for (const binding of bindingsOf(spec)) add('Acl', attributesOfBinding(binding), resource);
  for (const quota of model.quotas) add('Quota', attributesOfEntity(quota.spec.entity), quota);
  for (const user of writtenUsers(model.users)) add('User', {username: user.name, scram_mechanism: user.spec.scram?.mechanism}, user);
  return declared;
}

/** A quota's entity as the provider spells it. */
export function attributesOfEntity({type, name}: QuotaSpec['entity']): Attributes {
  return {entity_type: type === 'clientId' ? 'client-id' : type, ...(name === undefined ? {} : {entity_name: name})};
}

/** Which rates differ between a quota and what is live; undefined where none does. */
function quotaDifference({spec}: Resource<'Quota'>, {quotas}: LiveFacts): string | undefined {
  if (!('known' in quotas)) return undefined;
  const {type, name} = spec.entity;
  const live = quotas.known.find(({entity: [one, second]}) => second === undefined && one?.type === type && one.name === name);
  const wanted = new Map(
    Object.entries(QUOTA_RATES).flatMap(([field, key]): [string, number][] => {
      const rate = spec[field as keyof typeof QUOTA_RATES];
      return rate === undefined ? [] : [[key, rate]];
    }),
  );
  const keys = [...new Set([...wanted.keys(), ...Object.keys(live?.values ?? {})])].sort();
  const different = keys.filter(key => wanted.get(key) !== live?.values[key]);
  if (different.length === 0) return undefined;
  return different.map(key => `${key} ${live?.values[key] ?? 'unset'} would become ${wanted.get(key) ?? 'unset'}`).join(', ');
}
