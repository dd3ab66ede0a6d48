import {existsSync, readdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {aclStatements} from '../access/statements.ts';
import {messageOf, usageError} from '../findings/error.ts';
import {type AclBinding, bindingsOf, type Model} from '../specs/model.ts';
import {aclAddress, quotaAddress, topicAddress, userAddress} from './resource-ids.ts';
import {KafkaStack, newApp, type StackContent, type StackDefinition} from './stack.ts';
import {belongsTo, type StackId, stackIdsOf, stackIdsWithState, stackName, stateFile} from './stack-id.ts';
import {writeTransitions} from './transitions.ts';

/** A stack that was synthesised. */
export interface SynthesisedStack extends StackId {
  name: string;
  /** Folder that holds `cdk.tf.json`. */
  directory: string;
  /** Number of resource blocks. */
  resources: number;
  /** Addresses of the resource blocks, `kafka_topic.topic_orders_2e_v1`: also of those that a team's own stack adds. */
  addresses: ReadonlySet<string>;
}

export interface SynthOptions {
  /** One a cluster; models without a cluster are left out. */
  models: readonly Model[];
  definition: StackDefinition;
  /** Working directory: local state lies below it. */
  cwd: string;
  /** Where `stacks/<cluster>.<domain>/cdk.tf.json` is written. */
  outdir: string;
  /** Also the stacks that have a state and no document any more, so that a plan shows what would go. */
  withAbandoned?: boolean;
}

/**
 * Writes the Terraform of every cluster and domain. Deterministic: the same models give the same bytes, without a
 * path of this machine. Folders of stacks that are no more are removed, but only below `outdir/stacks`.
 */
export function synthesise({models, definition, cwd, outdir, withAbandoned = false}: SynthOptions): SynthesisedStack[] {
  const app = newApp(outdir);
  const stacks: SynthesisedStack[] = [];
  for (const model of models) {
    if (model.cluster === undefined) continue;
    const ids = [...stackIdsOf(model), ...(withAbandoned ? stackIdsWithState(cwd, model.cluster) : [])];
    const byName = new Map(ids.map(id => [stackName(id), id]));
    for (const [name, id] of byName) {
      const directory = path.join(outdir, 'stacks', name);
      const content = contentOf(model, model.cluster, id, path.relative(directory, stateFile(cwd, id)));
      const stack = new KafkaStack(app, name);
      buildStack(definition, stack, content);
      // Those of an earlier plan, which may not fit what is declared now.
      writeTransitions(directory, []);
      const {topics, bindings, quotas, users} = content;
      const written = users.filter(({spec}) => spec.scram?.version !== undefined);
      stacks.push({
        ...id,
        name,
        directory,
        resources: topics.length + bindings.length + quotas.length + written.length,
        addresses: stack.addresses(),
      });
    }
  }
  removeOthers(
    path.join(outdir, 'stacks'),
    new Set(models.flatMap(({cluster}) => (cluster === undefined ? [] : [cluster.name]))),
    new Set(stacks.map(({name}) => name)),
  );
  try {
    app.synth();
  } catch (error) {
    throw usageError(
      'synth/refused',
      `CDKTF refuses the stacks of ${JSON.stringify(definition.title)}: ${messageOf(error).trim()}`,
      'mend the stack; stacks/domain.ts of Weir shows one that works',
    );
  }
  return stacks;
}

function buildStack(definition: StackDefinition, stack: KafkaStack, content: StackContent): void {
  try {
    definition.build(stack, content);
  } catch (error) {
    throw usageError(
      'synth/failed',
      `the stack ${JSON.stringify(definition.title)} failed on ${stackName({...content, cluster: content.cluster.name})}: ${messageOf(error)}`,
      'mend the stack',
    );
  }
}

function contentOf(model: Model, cluster: StackContent['cluster'], id: StackId, statePath: string): StackContent {
  const {domain} = id;
  const belongs = belongsTo(id, cluster.spec);
  const here = <T extends {domain: string}>(resources: readonly T[], addressOf: (resource: T) => string): T[] =>
    resources.filter(resource => resource.domain === domain && belongs(() => addressOf(resource)));
  const bindings = aclStatements(model).flatMap(({resource, spec}) => (resource.domain === domain ? bindingsOf(spec) : []));
  return {
    ...id,
    cluster,
    topics: here(model.topics, ({name}) => topicAddress(name)),
    bindings: fold(bindings.filter(binding => belongs(() => aclAddress(binding)))),
    quotas: here(model.quotas, ({spec}) => quotaAddress(spec.entity)),
    users: here(model.users, ({name}) => userAddress(name)),
    statePath: statePath.split(path.sep).join('/'),
  };
}

/** Equal bindings once, in the order of their text. */
function fold(bindings: readonly AclBinding[]): AclBinding[] {
  const byText = new Map(bindings.map(binding => [JSON.stringify(Object.values(binding)), binding]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, binding]) => binding);
}

/** Stacks of the synthesised clusters whose last resource was removed must not be planned from an old folder. */
function removeOthers(folder: string, clusters: ReadonlySet<string>, current: ReadonlySet<string>): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [cluster = ''] = name.split('.');
    // An engine that could not write its state left it there: it is the only record of what was applied.
    if (existsSync(path.join(folder, name, 'errored.tfstate'))) continue;
    if (clusters.has(cluster) && !current.has(name)) rmSync(path.join(folder, name), {recursive: true, force: true});
  }
}
