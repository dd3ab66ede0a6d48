import type {Finding} from '../findings/finding.ts';
import {approvalExample, needApproval} from '../policy/approval-example.ts';

/** The file beside a saved plan that has an entry for each risk that needs an approval. */
export const APPROVAL_EXAMPLE = 'approvals.example.yaml';

/** How the risks of a saved plan are approved, with the entries; undefined where none needs it. */
export function howToApprove(options: {
  risks: readonly Finding[];
  /** SHA-256 of the plan of each stack. */
  plans: ReadonlyMap<string, string>;
  cluster: string;
  /** The folder of the plan, as it was named. */
  out: string;
}): {example: string; words: string} | undefined {
  const {plans, cluster, out} = options;
  const risks = needApproval(options.risks);
  if (risks.length === 0) return undefined;
  const example = approvalExample(risks, plans);
  const [which, these] = risks.length === 1 ? ['1 risk is an error', 'it is'] : [`${risks.length} risks are errors`, 'they are'];
  const words = [
    `${which}, so weir apply refuses this plan. Mend the documents and plan again; or, where ${these} meant, copy`,
    `  ${out}/${APPROVAL_EXAMPLE} elsewhere, fill in owner, reason and expires, let it be reviewed, and run`,
    `  weir apply --cluster ${cluster} --plan ${out} --approve FILE`,
    '',
    example.trimEnd(),
  ];
  return {example, words: words.join('\n')};
}

/** Why `apply` refuses a plan with open risks, and what can be done. `plan`: the folder of the saved plan, where it is one. */
export function refusal(risks: readonly Finding[], {cluster, plan}: {cluster: string; plan?: string | undefined}): string {
  const count = needApproval(risks).length;
  const head =
    count === 0
      ? 'weir apply: refused, because of the errors above; nothing was changed.'
      : `weir apply: refused, because nobody has approved ${count === 1 ? 'the risk' : `the ${count} risks`} of this plan; nothing was changed.`;
  if (count === 0) return head;
  const next =
    plan === undefined
      ? `approve it by a saved plan: weir plan --cluster ${cluster} --out DIR writes what an approval needs`
      : `fill in ${plan}/${APPROVAL_EXAMPLE} and pass it with --approve FILE`;
  return `${head} Mend the document; or, where it is meant,\n  ${next}. A standing exception is a waiver in policies/waivers.yaml.`;
}
