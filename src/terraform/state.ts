import {existsSync, readFileSync} from 'node:fs';
import type {Connection} from '../cluster/connection.ts';
import {messageOf, unfinished} from '../findings/error.ts';
import {inParallel} from '../in-parallel.ts';
import type {Model} from '../specs/model.ts';
import type {Engine} from './engine.ts';
import {isObject} from './engine-event.ts';
import {providerEnvironment} from './environment.ts';
import {engineFailure} from './failure.ts';
import {failurePlace} from './failure-place.ts';
import type {StateKind} from './plan-change.ts';
import {type Attributes, kindOfType, nameOfAttributes} from './provider-attributes.ts';
import {type StackId, stackName, stateFile} from './stack-id.ts';
import type {SynthesisedStack} from './synth.ts';

/** A resource that a state holds. */
export interface StateResource {
  /** In the state, by the ids of the version that wrote it. */
  address: string;
  kind: StateKind;
  /** Name in Kafka, as {@link nameOfAttributes} gives it. */
  name: string;
  attributes: Attributes;
  /** True where an apply left it in a condition that the next one mends: tainted, or an old object that is still to go. */
  isHalfMade?: true;
}

/** What the state of one stack holds of Kafka. */
export interface StackState {
  stack: string;
  /** False where the stack was never applied. */
  exists: boolean;
  /** Grows with every write. 0 where there is no state. */
  serial: number;
  lineage: string;
  resources: StateResource[];
  /** True where it also holds what is left out here: resources of other providers, and data that was looked up. */
  hasOthers?: true;
}

export interface StateSources {
  engine: Engine;
  model: Model;
  stacks: readonly SynthesisedStack[];
  connection: Connection;
  cwd: string;
  signal: AbortSignal;
}

/** Versions of the format that both engines write (OpenTofu 1.12 and Terraform 1.11, states/statefile/version4.go). */
const FORMAT = 4;
const AT_ONCE = 4;

/**
 * The states of stacks, by stack. A local one is read as the file that it is; others, and those that are encrypted, are
 * asked of the engine, for which the stack must be initialised. Throws (exit 3) where one is damaged, of a newer format or out of reach:
 * nothing is taken for empty because it could not be read.
 */
export async function readStates(sources: StateSources): Promise<Map<string, StackState>> {
  const {stacks, model, cwd} = sources;
  const read = await inParallel(stacks, AT_ONCE, async (stack): Promise<StackState> => {
    const direct = readDirectly(model, stack, cwd);
    return direct ?? parseState(await pull(sources, stack), {stack: stack.name, from: `the state of ${stack.name}`});
  });
  return new Map(read.map(state => [state.stack, state]));
}

/** The state of a stack that needs no engine to be read; undefined where it lies elsewhere, or OpenTofu encrypted it. Throws as {@link readStates}. */
export function readDirectly(model: Model, stack: StackId, cwd: string): StackState | undefined {
  if (model.cluster?.spec.terraform.backend.type !== 'local') return undefined;
  const file = stateFile(cwd, stack);
  const text = readLocal(file);
  return text.includes('"encrypted_data"') ? undefined : parseState(text, {stack: stackName(stack), from: file});
}

/** The state that a local backend keeps, read without the engine; absent where nothing was applied. */
function readLocal(file: string): string {
  if (!existsSync(file)) return '';
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unfinished('terraform/state-unreadable', `the state ${file} cannot be read: ${messageOf(error)}`, {
      hint: 'make the file readable for this user; nothing on the cluster was changed',
      cause: error,
    });
  }
}

async function pull({engine, model, connection, signal}: StateSources, stack: SynthesisedStack): Promise<string> {
  const result = await engine.run({args: ['state', 'pull'], cwd: stack.directory, env: providerEnvironment(connection), signal});
  if (result.status !== 0) throw engineFailure(result, failurePlace({engine, model}, stack, 'reading the state'));
  return result.stdout;
}

/** Reads a state of the engines. `from` names it in errors. An empty text is a state that was never written. */
export function parseState(text: string, {stack, from}: {stack: string; from: string}): StackState {
  if (text.trim() === '') return {stack, exists: false, serial: 0, lineage: '', resources: []};
  const unreadable = (why: string, cause?: unknown): never => {
    throw unfinished('terraform/state-unreadable', `${from} cannot be read: ${why}`, {
      hint: 'use the engine that wrote it, or put back a copy (local states have one beside them, .backup); nothing on the cluster was changed',
      ...(cause === undefined ? {} : {cause}),
    });
  };
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (error) {
    return unreadable(`it is no JSON (${messageOf(error)})`, error);
  }
  if (!isObject(state)) return unreadable('it is no state of OpenTofu or Terraform');
  const {version, serial, lineage, resources} = state;
  if (version !== FORMAT) return unreadable(`its format is ${JSON.stringify(version)}, and this version of Weir reads ${FORMAT}`);
  if (typeof serial !== 'number' || typeof lineage !== 'string' || !Array.isArray(resources)) {
    return unreadable('it lacks serial, lineage or resources');
  }
  const ours = resources.map(entry => resourcesOf(entry, unreadable));
  const hasOthers = ours.includes(undefined);
  return {
    stack,
    exists: true,
    serial,
    lineage,
    resources: ours.flatMap(own => own ?? []),
    ...(hasOthers ? {hasOthers} : {}),
  };
}

/** The instances of an entry; undefined where it is none of Weir's kinds. */
function resourcesOf(entry: unknown, unreadable: (why: string) => never): StateResource[] | undefined {
  if (!isObject(entry) || typeof entry['type'] !== 'string' || typeof entry['name'] !== 'string' || !Array.isArray(entry['instances'])) {
    return unreadable('one of its resources has no type, name or instances');
  }
  const {type, name, mode, module, instances} = entry;
  const kind = mode === 'managed' ? kindOfType(type) : undefined;
  if (kind === undefined) return undefined;
  return instances.flatMap((instance): StateResource[] => {
    if (!isObject(instance) || !isObject(instance['attributes'])) return unreadable(`an instance of ${type}.${name} has no attributes`);
    const {attributes, index_key: index} = instance;
    const place = typeof module === 'string' ? `${module}.` : '';
    const key = index === undefined ? '' : `[${JSON.stringify(index)}]`;
    const isHalfMade = instance['status'] !== undefined || instance['deposed'] !== undefined;
    return [
      {
        address: `${place}${type}.${name}${key}`,
        kind,
        name: nameOfAttributes(kind, attributes),
        attributes,
        ...(isHalfMade ? {isHalfMade} : {}),
      },
    ];
  });
}
