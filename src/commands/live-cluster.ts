import {managersOf} from '../clients/admin/administration.ts';
import {type Admin, withAdmin} from '../cluster/admin.ts';
import {readLayout} from '../cluster/topics.ts';
import type {ExitCode} from '../findings/error.ts';
import {openTarget} from '../sandbox/target.ts';
import {assertIntendedCluster, assertSameCluster} from '../terraform/cluster-pin.ts';
import type {ClusterModel} from './choose-cluster.ts';
import type {CommandContext, GlobalOptions} from './command.ts';
import {openSpecs, type ProofSpecs} from './proving.ts';

/** A live cluster, and what the documents say of it. */
export interface LiveCluster extends ProofSpecs {
  model: ClusterModel;
  admin: Admin;
  managers: ReturnType<typeof managersOf>;
}

/**
 * Reads the documents, chooses the cluster (that a command which writes goes to the sandbox unless told otherwise is the
 * design's), connects as its administrator and makes sure that it is the one that is meant.
 */
export async function onCluster(
  context: CommandContext,
  options: GlobalOptions,
  command: {name: string; writes: boolean},
  work: (live: LiveCluster) => Promise<ExitCode>,
): Promise<ExitCode> {
  const opened = await openSpecs(context, options, command);
  if ('refused' in opened) return opened.refused;
  const {cluster} = opened.model;
  const {cwd, env, signal} = context;
  const connection = await openTarget(cluster, {cwd, env}).admin();
  return await withAdmin(
    connection,
    async admin => {
      const {clusterId} = await readLayout(admin, []);
      if (command.writes) assertIntendedCluster(cluster, clusterId, cwd);
      else assertSameCluster(cluster, clusterId, cwd);
      return await work({...opened, admin, managers: managersOf(admin)});
    },
    {signal},
  );
}
