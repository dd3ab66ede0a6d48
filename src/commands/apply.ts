import {usageError} from '../findings/error.ts';
import {requireFormat} from '../findings/reporters/index.ts';
import {readApprovals} from '../policy/approval-reader.ts';
import {policiesHash} from '../policy/policies-hash.ts';
import {secretsOf} from '../sandbox/target.ts';
import {resolvePasswords} from '../terraform/apply.ts';
import {type ApplyRequest, applyReady} from './apply-ready.ts';
import {applyWithRest} from './apply-rest.ts';
import {readSaved} from './apply-saved.ts';
import {chooseCluster} from './choose-cluster.ts';
import {command} from './command.ts';
import {requireConsent} from './confirm.ts';
import {gateSpecs} from './gate.ts';
import {plan, preparePlanning, withScratchFolder} from './planning.ts';

export default command({
  summary: 'apply a plan: one that was saved, or one that is made, shown and confirmed now',
  examples: [
    {line: 'weir apply', does: 'plans the sandbox, asks, and applies that plan'},
    {line: 'weir apply --cluster staging --plan plan --yes', does: 'applies exactly what was saved and reviewed'},
    {line: 'weir apply --cluster staging --plan plan --approve approvals.yaml', does: 'the same, with risks that somebody approved'},
  ],
  covers: ['P06', 'SE5'],
  define: parser =>
    parser
      .option('--plan <dir>', 'apply this saved plan and nothing else')
      .option('--approve <file>', 'approvals of risks of the saved plan, each for one risk of one plan')
      .option('--yes', 'do not ask; needed without a terminal; never approves a risk')
      .option('--fast', 'ask the engine only about what is not as declared already: the same plan, sooner')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain'),
  async run(context, {options}) {
    const format = options.format ?? 'pretty';
    requireFormat(format);
    if (options.approve !== undefined && options.plan === undefined) {
      throw usageError(
        'apply/approve-without-plan',
        '--approve approves risks of a saved plan by its hash, and a plan that is made now has another one',
        'save it with weir plan --out DIR, review it, and apply that: --plan DIR --approve FILE',
      );
    }
    const gate = await gateSpecs(context, options, 'apply');
    if (gate.refused !== undefined) return gate.refused;
    const model = chooseCluster(gate.models, {cluster: options.cluster, writes: true});
    requireConsent(context, 'apply', options.yes, 'changes a cluster');
    const approvals = options.approve === undefined ? [] : readApprovals({cwd: context.cwd, file: options.approve});
    // A missing secret is told before anything is asked of the cluster.
    const passwords = await resolvePasswords(model, secretsOf(model.cluster, context));
    const prepared = await preparePlanning(context, model, options.stack);
    const request: ApplyRequest = {context, gate, prepared, passwords, format, confirmed: options.yes === true};
    if (options.plan !== undefined) {
      const policies = policiesHash({cwd: context.cwd, directory: options.policies});
      return applyReady(request, await readSaved(request, {plan: options.plan, approvals, policies}));
    }
    return withScratchFolder(context.cwd, folder =>
      applyWithRest(request, () => plan(context, prepared, gate, folder, {fast: options.fast === true})),
    );
  },
});
