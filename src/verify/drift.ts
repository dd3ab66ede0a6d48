import type {Fact, LiveFacts} from '../cluster/facts.ts';
import {compareFindings, type Finding, finding, type Verdict, verdict} from '../findings/finding.ts';
import type {Model, Resource} from '../specs/model.ts';
import type {StateKind} from '../terraform/plan-change.ts';
import {compareAcls} from './drift/acls.ts';
import {compareBrokerConfigs, hiddenSettings} from './drift/broker-configs.ts';
import {type Holdings, NO_HOLDINGS} from './drift/holdings.ts';
import {compareQuotas} from './drift/quotas.ts';
import {compareScramUsers} from './drift/scram-users.ts';
import {compareStates} from './drift/states.ts';
import {compareTopics} from './drift/topics.ts';

export type DriftArea = 'topics' | 'acls' | 'quotas' | 'scram-users' | 'broker-configs' | 'states';

export interface DriftOptions {
  /** Principals that Weir does not manage: the administrator and the cluster's super users, with `User:`. */
  unmanagedPrincipals: readonly string[];
  /** What was applied last. Absent where nobody looks: declared and live are compared without it. */
  states?: Fact<Holdings> | 'never applied';
  /** Whether somebody wants to hear nothing of a resource that is live only; ACLs and quotas have two names. */
  isIgnored?(kind: StateKind, names: readonly string[]): boolean;
}

export interface Drift {
  /** `warning` where declared and live differ, `note` where something is live only. Evidence is a {@link DriftEvidence}. */
  findings: Finding[];
  /** One an area: pass where nothing differs, fail where something does, unknown where the area could not be read. */
  verdicts: Verdict[];
}

/** What an area's comparison is given. */
export interface Comparison<T> {
  model: Model;
  cluster: Resource<'Cluster'>;
  live: T;
  options: DriftOptions;
  /** What was applied last, by address. */
  holdings: Holdings;
  isIgnored(kind: StateKind, names: readonly string[]): boolean;
}

/** Compares what is declared with what is live. Pure: the same values give the same findings. */
export function compareWithLive(model: Model, facts: LiveFacts, options: DriftOptions): Drift {
  const {cluster} = model;
  if (cluster === undefined) throw new Error('drift needs a Cluster document');
  const findings: Finding[] = [];
  const verdicts: Verdict[] = [];
  const {states, isIgnored = () => false} = options;
  const holdings = states !== undefined && states !== 'never applied' && 'known' in states ? states.known : NO_HOLDINGS;
  const area = <T>(
    name: DriftArea,
    claim: string,
    fact: Fact<T>,
    compare: (comparison: Comparison<T>) => Finding[],
    hidden: readonly string[] = [],
  ) => {
    const common = {
      rule: `proof/drift-${name}`,
      claim,
      resource: {kind: 'Cluster', name: cluster.name},
      clusters: [cluster.name],
      location: cluster.locate('/metadata/name'),
    };
    if ('unknown' in fact) {
      verdicts.push(verdict({...common, status: 'unknown', reason: fact.unknown, evidence: {}}));
      return;
    }
    const found = compare({model, cluster, live: fact.known, options, holdings, isIgnored});
    const differences = found.filter(one => one.level !== 'note');
    findings.push(...found);
    const liveOnly = found.length - differences.length - hidden.length;
    const evidence = {differences: differences.length, liveOnly, ...(hidden.length === 0 ? {} : {hidden})};
    if (differences.length === 0)
      verdicts.push(
        verdict({
          ...common,
          status: 'pass',
          measured: ['no difference', liveOnly > 0 && `${liveOnly} live only`, hidden.length > 0 && `${hidden.length} not shown`]
            .filter(Boolean)
            .join(', '),
          evidence,
        }),
      );
    else
      verdicts.push(
        verdict({...common, status: 'fail', reason: `${differences.length} differ, the first: ${differences[0]?.message}`, evidence}),
      );
  };
  area('topics', 'every declared topic is on the cluster as declared', facts.topics, compareTopics);
  area('acls', 'the ACLs on the cluster are those declared', facts.acls, compareAcls);
  area('quotas', 'every declared quota is on the cluster as declared', facts.quotas, compareQuotas);
  area('scram-users', 'every declared SCRAM user is on the cluster as declared', facts.scramUsers, compareScramUsers);
  if (states === 'never applied') findings.push(neverApplied(cluster));
  else if (states !== undefined) {
    const known = 'known' in states ? {known: facts} : states;
    area('states', 'the states hold what is declared and on the cluster, and nothing else', known, compareStates);
  }
  const {brokerConfigs} = facts;
  if (brokerConfigs !== undefined && cluster.spec.brokers?.config !== undefined) {
    const hidden = 'known' in brokerConfigs ? hiddenSettings({cluster, live: brokerConfigs.known}) : [];
    area(
      'broker-configs',
      'the brokers run with the settings that the Cluster states, as far as they show them',
      brokerConfigs,
      compareBrokerConfigs,
      hidden,
    );
  }
  return {findings: findings.sort(compareFindings), verdicts};
}

function neverApplied(cluster: Resource<'Cluster'>): Finding {
  return finding({
    rule: 'drift/never-applied',
    level: 'note',
    message: `nothing was ever applied to ${cluster.name} from here, so that declared and live are compared alone: who changed what cannot be told`,
    resource: {kind: 'Cluster', name: cluster.name},
    clusters: [cluster.name],
    location: cluster.locate('/metadata/name'),
  });
}
