import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {fails} from '../findings/report.ts';
import {FORMATS} from '../findings/reporters/index.ts';
import {policiesHash} from '../policy/policies-hash.ts';
import {planFolder, savedPlanOf, writeSavedPlan} from '../terraform/saved-plan.ts';
import {chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command} from './command.ts';
import {gateSpecs} from './gate.ts';
import type {CommentedPlan} from './plan-markdown.ts';
import {planReport, renderPlan} from './plan-report.ts';
import {type Planned, plan, preparePlanning, withScratchFolder} from './planning.ts';
import {APPROVAL_EXAMPLE, howToApprove} from './refusal.ts';

export default command({
  summary: 'show what apply would change on a cluster, and what is risky about it',
  examples: [
    {line: 'weir plan', does: 'plans the sandbox'},
    {line: 'weir plan --cluster staging --out plan', does: 'saves a plan that apply --plan applies exactly'},
    {line: 'weir plan --fast', does: 'plans what is not as declared already, and leaves out what is proved to have no change'},
    {line: 'weir plan --format json', does: 'prints findings and changes for programs'},
    {line: 'weir plan --cluster staging --out plan --format markdown > plan.md', does: 'writes a comment for a pull request'},
  ],
  covers: ['TO5'],
  define: parser =>
    parser
      .option('--out <dir>', 'save the plan: plan.json and a file a stack')
      .option('--fast', 'ask the engine only about what is not as declared already: the same plan, sooner')
      .option('--stack <name>', 'the stack definition, a file of stacks/', 'domain')
      .option('--fail-on-changes', 'exit 1 where there is anything to change'),
  async run(context, {options}) {
    const format = options.format ?? 'pretty';
    if (!FORMATS.includes(format)) throw usageError('format/unknown', `there is no format ${format}`, `formats: ${FORMATS.join(', ')}`);
    const gate = await gateSpecs(context, options, 'plan');
    if (gate.refused !== undefined) return gate.refused;
    const model = chooseCluster(gate.models, {cluster: options.cluster, writes: true});
    const prepared = await preparePlanning(context, model, options.stack);
    const planInto = async (directory: string): Promise<ExitCode> => {
      const planned = await plan(context, prepared, gate, directory, {fast: options.fast === true});
      if (options.out !== undefined) {
        const {engine, clusterId} = prepared;
        const policies = policiesHash({cwd: context.cwd, directory: options.policies});
        const saved = savedPlanOf({engine, clusterId, cluster: model.cluster.name, specs: gate.specs.hash(), policies, ...planned});
        writeSavedPlan(directory, saved);
      }
      const report = planReport('plan', gate, planned);
      context.result(
        format === 'markdown'
          ? await commentOf({...planned, report, cluster: model.cluster.name, out: options.out})
          : await renderPlan({context, report, planned, judged: gate}, format),
      );
      if (options.out !== undefined) offerApproval(context, {planned, directory, cluster: model.cluster.name, out: options.out});
      if (fails(report, 'error')) return EXIT.findings;
      if (options.failOnChanges === true && planned.changes.length > 0) return EXIT.findings;
      if (options.out !== undefined)
        context.say(`saved in ${options.out}; apply exactly this: weir apply --cluster ${model.cluster.name} --plan ${options.out}`);
      return EXIT.ok;
    };
    if (options.out === undefined) return withScratchFolder(context.cwd, planInto);
    return planInto(planFolder(path.resolve(context.cwd, options.out)));
  },
});

/** Loaded where it is asked for, as every format is. */
async function commentOf(plan: CommentedPlan): Promise<string> {
  const {planMarkdown} = await import('./plan-markdown.ts');
  return planMarkdown(plan);
}

/** Writes and shows what an approval of this plan's risks needs, where they need one. */
function offerApproval(
  context: CommandContext,
  {planned, directory, cluster, out}: {planned: Planned; directory: string; cluster: string; out: string},
): void {
  const plans = new Map(planned.plans.map(({stack, sha256}) => [stack.name, sha256]));
  const offer = howToApprove({risks: planned.risks, plans, cluster, out});
  if (offer === undefined) return;
  writeFileSync(path.join(directory, APPROVAL_EXAMPLE), offer.example, {mode: 0o600});
  context.say(offer.words);
}
