import {EXIT, usageError} from '../findings/error.ts';
import {providerEnvironment} from '../terraform/environment.ts';
import {engineFailure} from '../terraform/failure.ts';
import {failurePlace, lineOf} from '../terraform/failure-place.ts';
import {documentsByAddress} from '../terraform/resource-ids.ts';
import type {StateResource} from '../terraform/state.ts';
import {chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command} from './command.ts';
import {confirmed, requireConsent} from './confirm.ts';
import {gateSpecs} from './gate.ts';
import {chosen, readNamedResources} from './kafka-names.ts';
import {type Preparation, preparePlanning, prepareStates} from './planning.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'drop resources from the state without touching the cluster: they stay there, and Terraform manages them no more',
  examples: [
    {line: 'weir forget Topic payments.orders.placed.v1', does: 'once its document is removed: the next plan does not destroy it'},
    {line: "weir forget Acl 'allow User:audit *' --cluster staging", does: 'lets go of all ACLs of a principal'},
  ],
  define: parser =>
    parser
      .argument('<kind>', 'Topic, Acl, Quota or User')
      .argument('<names...>', 'names as weir plan shows them; * stands for any characters')
      .option('--yes', 'do not ask; needed without a terminal')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain'),
  async run(context, {args: [kind, names], options}) {
    const format = textOrJson(options.format);
    const named = readNamedResources(kind, names);
    const gate = await gateSpecs(context, options, 'forget');
    if (gate.refused !== undefined) return gate.refused;
    requireConsent(context, 'forget', options.yes, 'writes to the state');
    const model = chooseCluster(gate.models, {cluster: options.cluster, writes: true});
    const prepared = await preparePlanning(context, model, options.stack);
    const states = await prepareStates(context, prepared);
    const held = [...states.values()].flatMap(({stack, resources}) => resources.map(one => ({...one, stack})));
    const forgotten = chosen(named, held, `in a state of ${model.cluster.name}`);
    refuseDeclared(prepared, forgotten);
    for (const {kind: one, name, stack} of forgotten) context.say(`  => ${one} ${name}  of ${stack}, stays on the cluster`);
    if (options.yes !== true && !(await confirmed(`Forget ${forgotten.length} of ${model.cluster.name}?`))) {
      context.say('nothing was forgotten');
      return EXIT.ok;
    }
    for (const [stack, own] of Map.groupBy(forgotten, one => one.stack)) await removeFromState(context, prepared, stack, own);
    const rows = forgotten.map(({kind: one, name, stack}) => ({kind: one, name, stack}));
    context.result(
      format === 'json'
        ? `${JSON.stringify({forgotten: rows}, null, 2)}\n`
        : `forgot ${rows.length} ${rows.length === 1 ? 'resource' : 'resources'} of ${model.cluster.name}; on the cluster nothing was changed\n`,
    );
    return EXIT.ok;
  },
});

type Held = StateResource & {stack: string};

/** What a document still declares would be created, or asked to be adopted, by the next plan. */
function refuseDeclared({model, stacks}: Preparation, forgotten: readonly Held[]): void {
  const documents = documentsByAddress(model);
  const declared = forgotten.find(({stack, address}) => stacks.some(({name, addresses}) => name === stack && addresses.has(address)));
  if (declared === undefined) return;
  const {kind, name, address} = declared;
  throw usageError(
    'forget/declared',
    `${kind} ${name} is still declared at ${lineOf(documents.get(address)) ?? address}`,
    'remove the document first, then forget',
  );
}

async function removeFromState(context: CommandContext, prepared: Preparation, name: string, own: readonly Held[]): Promise<void> {
  const stack = prepared.stacks.find(one => one.name === name);
  if (stack === undefined) throw new Error(`there is no stack ${name}`);
  const result = await prepared.engine.run({
    args: ['state', 'rm', '-lock-timeout=5s', ...own.map(({address}) => address)],
    cwd: stack.directory,
    env: providerEnvironment(prepared.connection),
    signal: context.signal,
  });
  if (result.status !== 0) throw engineFailure(result, failurePlace(prepared, stack, 'forget'));
}
