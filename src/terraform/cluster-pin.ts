import path from 'node:path';
import {usageError} from '../findings/error.ts';
import type {Resource} from '../specs/model.ts';
import {isObject} from './engine-event.ts';
import {readPrivateJson, writePrivateJson} from './private-json.ts';

/**
 * Refuses a cluster that is not the declared one: its id must be `spec.clusterId`, or the id that was pinned when
 * this state was first applied. Two clusters that answer at one address would else share a state.
 */
export function assertSameCluster(cluster: Resource<'Cluster'>, liveId: string, cwd: string): void {
  const declared = cluster.spec.clusterId;
  if (declared !== undefined && declared !== liveId) {
    const {file, line, column} = cluster.locate('/spec/clusterId');
    throw usageError(
      'cluster/other',
      `${file}:${line}:${column} declares the cluster id ${declared}, and the brokers report ${liveId}`,
      'check bootstrap; nothing was changed',
    );
  }
  const pinned = readPin(cwd, cluster.name);
  if (pinned === undefined || pinned === liveId) return;
  throw usageError(
    'cluster/other',
    `the state of ${cluster.name} belongs to the cluster with id ${pinned}, and the brokers report ${liveId}`,
    cluster.spec.sandbox
      ? 'the sandbox was made anew: weir sandbox down --purge removes its old state'
      : `check bootstrap; if the cluster was really replaced, move state/${cluster.name} aside`,
  );
}

/**
 * As {@link assertSameCluster}, for what writes to a cluster without applying: where neither the document nor an apply
 * from here says which cluster is meant, nothing may be written to the one that answers. A sandbox is ours whoever asks.
 */
export function assertIntendedCluster(cluster: Resource<'Cluster'>, liveId: string, cwd: string): void {
  assertSameCluster(cluster, liveId, cwd);
  if (cluster.spec.sandbox || cluster.spec.clusterId !== undefined || readPin(cwd, cluster.name) !== undefined) return;
  const {file, line, column} = cluster.locate('/metadata/name');
  throw usageError(
    'cluster/unknown-id',
    `${file}:${line}:${column} does not say which cluster ${cluster.name} is, and nothing was applied to it from here, so nothing is written to the one that answers`,
    `if it is the right one, state spec.clusterId: ${liveId}`,
  );
}

/** Remembers the id of the cluster that this state belongs to. */
export function pinCluster(cluster: string, liveId: string, cwd: string): void {
  if (readPin(cwd, cluster) === undefined) writePrivateJson(pinFile(cwd, cluster), {clusterId: liveId});
}

function readPin(cwd: string, cluster: string): string | undefined {
  const remedy = `if the cluster is the right one, remove the file: the next apply writes it again`;
  return readPrivateJson(pinFile(cwd, cluster), isPin, remedy)?.clusterId;
}

function isPin(value: unknown): value is {clusterId: string} {
  return isObject(value) && typeof value['clusterId'] === 'string' && value['clusterId'] !== '';
}

function pinFile(cwd: string, cluster: string): string {
  return path.join(cwd, 'state', cluster, 'cluster.json');
}
