import {createHash} from 'node:crypto';
import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {aclStatements} from '../access/statements.ts';
import {bindingsOf, type ClusterSpec, type Model, type Resource} from '../specs/model.ts';
import {aclAddress, quotaAddress, topicAddress, userAddress} from './resource-ids.ts';

/**
 * Which stack: a cluster's resources of one domain, or, where the Cluster document splits the domain, of one shard of
 * it. Names of stacks, places of states and keys of backends follow from this alone, so that they agree.
 */
export interface StackId {
  cluster: string;
  domain: string;
  /** From 1; absent where the domain is one stack. */
  shard?: number;
}

/** Name of a stack, `<cluster>.<domain>` or `<cluster>.<domain>.<shard>`: a contract, and part of the state's path. */
export function stackName(id: StackId): string {
  return `${id.cluster}.${partOf(id)}`;
}

/** What tells the stacks of one cluster apart. No name of a domain has a dot, so two stacks never share it. */
export function partOf({domain, shard}: Omit<StackId, 'cluster'>): string {
  return shard === undefined ? domain : `${domain}.${shard}`;
}

/** Path of a stack's local state: a contract, outside every folder that a command cleans. */
export function stateFile(cwd: string, id: StackId): string {
  return path.join(stateFolder(cwd, id.cluster), `${partOf(id)}.tfstate`);
}

function stateFolder(cwd: string, cluster: string): string {
  return path.join(cwd, 'state', cluster);
}

/** The stacks of a cluster's model, by domain in order of name. A domain without a resource has none. */
export function stackIdsOf(model: Model): StackId[] {
  const {cluster} = model;
  if (cluster === undefined) return [];
  const resources = [...model.topics, ...aclStatements(model).map(({resource}) => resource), ...model.quotas, ...model.users];
  const domains = [...new Set(resources.map(({domain}) => domain))].sort();
  return domains.flatMap((domain): StackId[] => {
    const shards = shardsOf(cluster.spec, domain);
    if (shards === undefined) return [{cluster: cluster.name, domain}];
    const taken = new Set(addressesOf(model, domain).map(address => shardOf(address, shards)));
    return [...taken].sort((a, b) => a - b).map(shard => ({cluster: cluster.name, domain, shard}));
  });
}

/**
 * The stacks of a cluster that have a state, be it that nothing is declared for them any more: those with a local one, and
 * those that the Cluster document names, because a remote backend cannot be asked which states it has.
 */
export function stackIdsWithState(cwd: string, {name: cluster, spec}: Resource<'Cluster'>): StackId[] {
  const folder = stateFolder(cwd, cluster);
  const local = existsSync(folder) ? readdirSync(folder).flatMap(name => /^(.*)\.tfstate$/.exec(name)?.[1] ?? []) : [];
  return [...new Set([...local, ...(spec.terraform.formerStacks ?? [])])]
    .flatMap((part): StackId[] => {
      const [, domain, shard] = /^([^.]+)(?:\.([1-9]\d*))?$/.exec(part) ?? [];
      if (domain === undefined) return [];
      return [{cluster, domain, ...(shard === undefined ? {} : {shard: Number(shard)})}];
    })
    .sort((a, b) => (stackName(a) < stackName(b) ? -1 : 1));
}

/** Whether a resource of the stack's domain belongs to that stack; its address is asked for only where it decides. */
export function belongsTo({domain, shard}: StackId, spec: ClusterSpec): (address: () => string) => boolean {
  const shards = shardsOf(spec, domain);
  // A domain that is split now, or no more, leaves an abandoned stack behind, to which nothing belongs.
  if (shards === undefined) return () => shard === undefined;
  return address => shard === shardOf(address(), shards);
}

/** In how many stacks a domain is split; undefined where it is one. One shard is a stack with a number, too. */
function shardsOf({terraform}: ClusterSpec, domain: string): number | undefined {
  return terraform.shards?.[domain];
}

function addressesOf(model: Model, domain: string): string[] {
  const here = <T extends {domain: string}>(resources: readonly T[]): T[] => resources.filter(one => one.domain === domain);
  return [
    ...here(model.topics).map(({name}) => topicAddress(name)),
    ...aclStatements(model).flatMap(({resource, spec}) => (resource.domain === domain ? bindingsOf(spec).map(aclAddress) : [])),
    ...here(model.quotas).map(({spec}) => quotaAddress(spec.entity)),
    ...here(model.users).map(({name}) => userAddress(name)),
  ];
}

/**
 * The shard, from 1, of a resource by its address: a jump consistent hash (J. Lamping, E. Veach, 2014, arXiv:1406.2294)
 * of SHA-256, so that one shard more takes its part from the others and moves nothing among them.
 *
 * Frozen: another hash would move every resource to another state.
 */
export function shardOf(address: string, shards: number): number {
  let key = createHash('sha256').update(address).digest().readBigUInt64BE();
  let bucket = -1;
  let next = 0;
  while (next < shards) {
    bucket = next;
    key = BigInt.asUintN(64, key * 2_862_933_555_777_941_757n + 1n);
    next = Math.floor((bucket + 1) * (2 ** 31 / (Number(key >> 33n) + 1)));
  }
  return bucket + 1;
}
