import {readAcls} from '../../cluster/acls.ts';
import {withAdmin} from '../../cluster/admin.ts';
import {openTarget} from '../../sandbox/target.ts';
import type {AclBinding, Model} from '../../specs/model.ts';
import type {CommandContext} from '../command.ts';

/**
 * The ACLs that are on the cluster, in one request. Fails where it cannot be reached (exit 3). Bindings with operations that
 * only a newer broker knows are told, and left out: none of them can decide a question that can be asked here.
 */
export async function readLiveAcls(context: CommandContext, {cluster}: Model): Promise<AclBinding[]> {
  if (cluster === undefined) throw new Error('the specs that --live is asked about have no Cluster document');
  const {cwd, env, signal} = context;
  const connection = await openTarget(cluster, {cwd, env}).admin();
  const {bindings, unstatable} = await context.progress.run(`read the ACLs of ${cluster.name}`, () =>
    withAdmin(connection, readAcls, {signal}),
  );
  for (const text of unstatable) context.say(`an ACL of a newer Kafka is left out: ${text}`);
  return bindings;
}
