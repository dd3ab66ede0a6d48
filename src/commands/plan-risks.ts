import {createHash} from 'node:crypto';
import type {Finding} from '../findings/finding.ts';
import {judgePlan} from '../policy/engine.ts';
import {isRuleFailure} from '../policy/rule-failure.ts';
import type {PlanFacts, PlannedChange} from '../terraform/plan-change.ts';
import type {ClusterModel} from './choose-cluster.ts';
import {type JudgedSpecs, waiveRisks} from './judged-specs.ts';

/** A stack's plan, as far as the rules about plans judge it. */
export interface JudgedPlan {
  stack: {name: string};
  changes: readonly PlannedChange[];
}

/**
 * What the rules about plans find in the plans of stacks; each risk names its stack, and what is waived says so. Within
 * a stack no two risks have one fingerprint: an approval names a risk by it, and must not cover another one unseen.
 */
export function judgeRisks(model: ClusterModel, plans: readonly JudgedPlan[], facts: PlanFacts, judged: JudgedSpecs): Finding[] {
  const risks = plans.flatMap(({stack, changes}) => {
    const found = judgePlan({model, clusterDocument: model.cluster, changes, facts}, judged.policies);
    return distinguished(found).map(risk => ({...risk, stack: stack.name}));
  });
  return waiveRisks(risks, judged);
}

/** The further findings of one fingerprint get others, by their order. What a rule that threw left has its own for good. */
function distinguished(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map(one => {
    const earlier = seen.get(one.fingerprint) ?? 0;
    seen.set(one.fingerprint, earlier + 1);
    if (earlier === 0 || isRuleFailure(one)) return one;
    return {...one, fingerprint: createHash('sha256').update(`${one.fingerprint} ${earlier}`).digest('hex').slice(0, 32)};
  });
}
