import type {LiveTopic} from '../cluster/facts.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Resource} from '../specs/model.ts';
import {judge, type ScenarioContext} from './scenario.ts';
import {SAFETY_SETTINGS, weakness} from './setting-strength.ts';

/**
 * What was seen of a declared topic: it with what would hold without its overrides (or why that is not known), or the code
 * of the error with which the brokers answered.
 */
export type SeenTopic = {live: LiveTopic; defaults: Readonly<Record<string, string>> | string} | {missing: number};

const NOT_AUTHORIZED = 29;

type Outcome = Pick<Verdict, 'claim' | 'status' | 'reason' | 'measured' | 'evidence'> & {rule: string; pointer: string};

/**
 * Pure: three verdicts of a topic where all holds (layout, settings, health now); what does not hold is a failed one of its
 * own at the line that claims it, so that a topic of many settings is not a list of what is well.
 */
export function topicVerdicts(context: Pick<ScenarioContext, 'cluster'>, topic: Resource<'Topic'>, seen: SeenTopic): Verdict[] {
  const give = ({pointer, reason, measured, ...rest}: Outcome): Verdict =>
    judge(
      context,
      {resource: topic, pointer},
      {...rest, ...(reason === undefined ? {} : {reason}), ...(measured === undefined ? {} : {measured})},
    );
  if ('missing' in seen) return [give(missing(topic, seen.missing))];
  return [...layout(topic, seen.live), ...settings(topic, seen.live, seen.defaults), ...health(topic, seen.live)].map(give);
}

function missing({name}: Resource<'Topic'>, errorCode: number): Outcome {
  const common = {rule: 'proof/topic-layout', pointer: '/metadata/name', claim: `topic ${name} is on the cluster`, evidence: {errorCode}};
  return errorCode === NOT_AUTHORIZED
    ? {...common, status: 'unknown', reason: 'the administrator may not describe it'}
    : {...common, status: 'fail', reason: 'the brokers know no topic of this name'};
}

function layout({name, spec}: Resource<'Topic'>, live: LiveTopic): Outcome[] {
  const count = live.partitions.length;
  const factors = [...new Set(live.partitions.map(({replicas}) => replicas.length))].sort();
  const evidence = {partitions: count, replicationFactors: factors};
  const rule = 'proof/topic-layout';
  const failed: Outcome[] = [];
  if (count !== spec.partitions) {
    const claim = `topic ${name} has ${spec.partitions} partitions`;
    failed.push({rule, pointer: '/spec/partitions', claim, status: 'fail', reason: `it has ${count}`, evidence});
  }
  if (factors.some(factor => factor !== spec.replicationFactor)) {
    const weaker = factors.some(factor => factor < spec.replicationFactor) ? ', weaker: there are fewer copies to lose' : '';
    const claim = `topic ${name} has ${spec.replicationFactor} replicas a partition`;
    failed.push({
      rule,
      pointer: '/spec/replicationFactor',
      claim,
      status: 'fail',
      reason: `it has ${factors.join(' or ')}${weaker}`,
      evidence,
    });
  }
  if (failed.length > 0) return failed;
  const claim = `topic ${name} has its partitions and copies`;
  const measured = `${count} partitions, ${spec.replicationFactor} replicas each`;
  return [{rule, pointer: '/spec/partitions', claim, status: 'pass', measured, evidence}];
}

/** Judged is the value that holds, whoever set it: a declared value that is the brokers' default too is true without an override. */
function settings({name, spec}: Resource<'Topic'>, live: LiveTopic, defaults: Readonly<Record<string, string>> | string): Outcome[] {
  const rule = 'proof/topic-setting';
  const wrong: Outcome[] = [];
  const declared = Object.entries(spec.config);
  for (const [setting, value] of declared) {
    const holds = live.config[setting] ?? live.inherited[setting];
    if (holds !== undefined && sameSetting(value, holds)) continue;
    const pointer = `/spec/config/${setting.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const claim = `${setting} of topic ${name} is ${value}`;
    const evidence = {setting, declared: value, live: holds ?? null, setOnTopic: live.config[setting] !== undefined};
    if (holds === undefined) {
      wrong.push({rule, pointer, claim, status: 'unknown', reason: 'the brokers do not tell its value', evidence});
      continue;
    }
    const weaker = weakness(setting, holds, value);
    const reason = `it is ${holds}${weaker === undefined ? '' : `, weaker: ${weaker}`}`;
    wrong.push({rule, pointer, claim, status: 'fail', reason, evidence: {...evidence, weaker: weaker !== undefined}});
  }
  wrong.push(...undeclared(name, spec.config, live, defaults));
  if (wrong.length > 0 || declared.length === 0) return wrong;
  const evidence = {settings: declared.length};
  const claim = `the settings of topic ${name} hold`;
  return [{rule, pointer: '/spec/config', claim, status: 'pass', measured: `${declared.length} settings as declared`, evidence}];
}

/** An override that no document states fails where it takes safety away; what else differs is for drift to tell. */
function undeclared(
  name: string,
  config: Readonly<Record<string, string>>,
  live: LiveTopic,
  defaults: Readonly<Record<string, string>> | string,
): Outcome[] {
  return SAFETY_SETTINGS.flatMap((setting): Outcome[] => {
    const holds = live.config[setting];
    if (holds === undefined || config[setting] !== undefined) return [];
    const common = {
      rule: 'proof/topic-setting',
      pointer: '/spec/config',
      claim: `topic ${name} has no weaker ${setting} than its document leaves it`,
    };
    const usual = typeof defaults === 'string' ? undefined : defaults[setting];
    if (usual === undefined) {
      const reason = `it is set to ${holds}, and what would hold without is not known${typeof defaults === 'string' ? `: ${defaults}` : ''}`;
      return [{...common, status: 'unknown', reason, evidence: {setting, live: holds}}];
    }
    const weaker = weakness(setting, holds, usual);
    if (weaker === undefined) return [];
    const reason = `it is set to ${holds} and no document says so, where ${usual} would hold; weaker: ${weaker}`;
    return [{...common, status: 'fail', reason, evidence: {setting, declared: null, live: holds, default: usual, weaker: true}}];
  });
}

/** As it is at this moment: a broker that restarts makes it fail, and it is true that a copy is missing meanwhile. */
function health({name, spec}: Resource<'Topic'>, live: LiveTopic): Outcome[] {
  const rule = 'proof/topic-health';
  const minIsr = Number(live.config['min.insync.replicas'] ?? live.inherited['min.insync.replicas'] ?? '1');
  const of = (wanted: (one: LiveTopic['partitions'][number]) => boolean) => live.partitions.filter(wanted).map(({partition}) => partition);
  const leaderless = of(({leaderId}) => leaderId < 0);
  const below = of(({isr, leaderId}) => leaderId >= 0 && isr.length < minIsr);
  const thin = of(({isr, replicas}) => isr.length < replicas.length);
  const evidence = {leaderless, belowMinInsyncReplicas: below, underReplicated: thin, minInsyncReplicas: minIsr};
  const failed: Outcome[] = [];
  const fail = (pointer: string, claim: string, partitions: readonly number[], what: string): void => {
    if (partitions.length === 0) return;
    const shown = `${partitions.slice(0, 10).join(', ')}${partitions.length > 10 ? ', …' : ''}`;
    failed.push({
      rule,
      pointer,
      claim,
      status: 'fail',
      reason: `${partitions.length} of ${live.partitions.length} ${what}: ${shown}`,
      evidence,
    });
  };
  const minIsrPointer = spec.config['min.insync.replicas'] === undefined ? '/spec/replicationFactor' : '/spec/config/min.insync.replicas';
  fail('/metadata/name', `every partition of topic ${name} has a leader`, leaderless, 'have none');
  fail(minIsrPointer, `every partition of topic ${name} takes writes with acks=all`, below, `have fewer than ${minIsr} replicas in sync`);
  fail('/spec/replicationFactor', `every copy of topic ${name} is in sync`, thin, 'lack one');
  if (failed.length > 0) return failed;
  const claim = `every partition of topic ${name} has a leader and its copies in sync`;
  return [
    {
      rule,
      pointer: '/spec/replicationFactor',
      claim,
      status: 'pass',
      measured: `${live.partitions.length} of ${live.partitions.length}`,
      evidence,
    },
  ];
}

/** Lists are sets to Kafka, and the broker keeps the text that it was given; a fraction is printed as Java does. */
function sameSetting(declared: string, live: string): boolean {
  if (declared === live || listOf(declared) === listOf(live)) return true;
  return /^\d+(\.\d+)?$/.test(declared) && live !== '' && Number(declared) === Number(live) && /[.E]/.test(declared + live);
}

function listOf(text: string): string {
  return text
    .split(',')
    .map(item => item.trim())
    .sort()
    .join(',');
}
