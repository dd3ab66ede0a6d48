import {isDeepStrictEqual} from 'node:util';
import type {Connection} from '../cluster/connection.ts';
import type {LiveFacts} from '../cluster/facts.ts';
import {isFields} from '../specs/kinds/fields.ts';
import type {Model, Resource} from '../specs/model.ts';
import {topicSetting} from '../specs/topic-settings.ts';
import {findOrphans, type Orphan} from '../terraform/adoption.ts';
import type {Engine} from '../terraform/engine.ts';
import {findMoves, withoutMissing} from '../terraform/moves.ts';
import {onCluster} from '../terraform/on-cluster.ts';
import {initStacks, planStacks} from '../terraform/plan.ts';
import type {PlannedChange, StateKind} from '../terraform/plan-change.ts';
import {userAddress} from '../terraform/resource-ids.ts';
import type {StackDefinition} from '../terraform/stack.ts';
import {readStates} from '../terraform/state.ts';
import {synthesise} from '../terraform/synth.ts';
import {type Transition, writeTransitions} from '../terraform/transitions.ts';
import {differences} from './differences.ts';

export interface ZeroPlanRequest {
  engine: Engine;
  /** What the documents say after the import. */
  model: Model & {cluster: Resource<'Cluster'>};
  connection: Connection;
  definition: StackDefinition;
  facts: LiveFacts;
  cwd: string;
  /** A private folder that nobody else uses: stacks and plans are written there. */
  folder: string;
  signal: AbortSignal;
  onProgress?(text: string): void;
}

/** A change, and why it is planned where it is the provider's doing: a sentence without a full stop. */
export type ExplainedChange = PlannedChange & {because?: string};

/** What the engine says of the documents, with all that is in no state taken in by import blocks. */
export interface ZeroPlan {
  engine: {kind: string; version: string};
  stacks: number;
  /** How many the plan takes in, changing nothing. */
  imported: Record<StateKind, number>;
  /** How many have no importer and are written as they are: each was compared with what is live. */
  written: Record<StateKind, number>;
  /** Topics of which a list is written in another order, which means the same: documents have one order for equal lists. */
  reordered: PlannedChange[];
  /** SCRAM users without a version, which no plan ever writes, whose mechanism and iterations are those that are live. */
  users: number;
  /** What would change on the cluster: none where the documents say what is live. */
  changes: ExplainedChange[];
  /** How long the engine took, of all the time. */
  engineMs: number;
}

/**
 * Plans every stack with import blocks for what is declared, live and in no state, as `weir adopt --all` does: nothing is
 * changed on the cluster, and no state is written. Throws (exit 3) where the engine fails.
 */
export async function planImported(request: ZeroPlanRequest): Promise<ZeroPlan> {
  const {engine, model, connection, definition, facts, cwd, folder, signal, onProgress} = request;
  const stacks = synthesise({models: [model], definition, cwd, outdir: folder});
  const progress = {onProgress: (stack: string, text = 'done') => onProgress?.(`${stack}: ${text}`)};
  const common = {engine, model, stacks, connection, signal, cwd, ...progress};
  const started = performance.now();
  await initStacks(common);
  const initMs = performance.now() - started;
  const states = await readStates(common);
  const orphans = findOrphans({model, stacks, states, facts});
  const moves = pendingMoves(request, {stacks, states});
  for (const {name, directory} of stacks) {
    const imports = orphans.flatMap((orphan): Transition[] =>
      orphan.stack !== name || orphan.by === 'identical write' ? [] : [{do: 'import', address: orphan.address, id: orphan.by.import}],
    );
    const known = new Set(imports.map(one => 'address' in one && one.address));
    const others = (moves.get(name) ?? []).filter(one => one.do !== 'import' || !known.has(one.address));
    writeTransitions(directory, [...imports, ...others]);
  }
  const planning = performance.now();
  const plans = await planStacks({...common, directory: folder});
  const planMs = performance.now() - planning;
  const sorted = sortChanges(
    plans.flatMap(({changes}) => changes),
    orphans,
  );
  return {
    engine: {kind: engine.kind, version: engine.version},
    stacks: stacks.length,
    engineMs: Math.round(initMs + planMs),
    users: equalUsers(model, facts),
    ...sorted,
    changes: sorted.changes.map(change => explained(change, facts)),
  };
}

function equalUsers(model: Model, facts: LiveFacts): number {
  if (!('known' in facts.scramUsers)) return 0;
  const differing = new Set(differences(model, facts).flatMap(({resource}) => (resource.kind === 'User' ? [resource.name] : [])));
  const live = new Set(facts.scramUsers.known.map(({name}) => name));
  const unwritten = model.users.filter(({spec}) => spec.scram !== undefined && spec.scram.version === undefined);
  return unwritten.filter(({name}) => live.has(name) && !differing.has(name)).length;
}

/**
 * A setting that somebody made on one broker alone (source DYNAMIC_BROKER_CONFIG) the provider takes for one of each topic that
 * this broker tells it about (topic.go, isDefault), and plans to take it away, now and after every apply.
 */
export function explained(change: PlannedChange, {topics}: LiveFacts): ExplainedChange {
  const {action, kind, name, before, after} = change;
  const own = 'known' in topics ? topics.known.find(topic => topic.name === name)?.config : undefined;
  const [was, becomes] = [before?.['config'], after?.['config']];
  if (action !== 'update' || kind !== 'Topic' || own === undefined || !isFields(was) || !isFields(becomes)) return change;
  const brokers = Object.keys(was).filter(setting => !(setting in own) && !(setting in becomes));
  if (brokers.length === 0) return change;
  return {
    ...change,
    because: `${brokers.join(', ')} is set on one broker alone, which the provider takes for the topic's own: set it for all brokers (kafka-configs --entity-type brokers --entity-default)`,
  };
}

/** What goes from one state to another because its documents did before this import: it is no change of the cluster. */
function pendingMoves(
  {model, facts}: ZeroPlanRequest,
  question: Omit<Parameters<typeof findMoves>[0], 'released'>,
): Map<string, Transition[]> {
  const unwritten = model.users.filter(({spec}) => spec.scram !== undefined && spec.scram.version === undefined);
  const isThere = onCluster(facts);
  const planned = findMoves({...question, released: new Set(unwritten.map(({name}) => userAddress(name)))});
  return withoutMissing(planned, ({kind, attributes}) => isThere(kind, attributes) !== false).transitions;
}

/** What a plan does, by what that means for the cluster. */
export type SortedChanges = Pick<ZeroPlan, 'imported' | 'written' | 'reordered' | 'changes'>;

/** Tells apart what a state takes in, what is written as it is, and what would change the cluster. */
export function sortChanges(planned: readonly PlannedChange[], orphans: readonly Orphan[]): SortedChanges {
  const equal = new Set(orphans.flatMap(({by, differs, address}) => (by === 'identical write' && differs === undefined ? [address] : [])));
  const sorted: SortedChanges = {imported: noneOf(), written: noneOf(), reordered: [], changes: []};
  for (const change of planned) {
    const {action, kind, address} = change;
    if (action === 'import') sorted.imported[kind] += 1;
    else if (action === 'create' && equal.has(address)) sorted.written[kind] += 1;
    else if (reordersLists(change)) sorted.reordered.push(change);
    // A state lets go of it, or gets to know it by another id: nothing on the cluster changes.
    else if (action !== 'forget' && action !== 'rename') sorted.changes.push(change);
  }
  return sorted;
}

/** True where all that an update changes is the order in which a topic's setting lists the same things: `delete,compact`. */
function reordersLists({action, kind, before = {}, after = {}}: PlannedChange): boolean {
  if (action !== 'update' || kind !== 'Topic') return false;
  const {config: was, ...rest} = before;
  const {config: becomes, ...others} = after;
  if (!isDeepStrictEqual(rest, others) || !isFields(was) || !isFields(becomes)) return false;
  const names = new Set([...Object.keys(was), ...Object.keys(becomes)]);
  return [...names].every(
    name => was[name] === becomes[name] || (topicSetting(name)?.type === 'LIST' && listOf(was[name]) === listOf(becomes[name])),
  );
}

function listOf(value: unknown): string {
  return String(value)
    .split(',')
    .map(item => item.trim())
    .sort()
    .join(',');
}

function noneOf(): Record<StateKind, number> {
  return {Topic: 0, Acl: 0, Quota: 0, User: 0};
}
