import {type Finding, fingerprint, type Level, type Location} from '../findings/finding.ts';
import {nearest, suggestion} from '../findings/suggest.ts';
import {type Model, resourcesOf} from '../specs/model.ts';
import type {PolicyConfig} from './config.ts';
import {daysBetween} from './dates.ts';
import type {Rule} from './rule.ts';
import type {StatedWaiver} from './waiver-reader.ts';
import {isExpired} from './waivers.ts';

/** From this many days before its end on, a note says that a waiver ends. */
const SOON_DAYS = 14;

/** What waivers are held against. */
export interface WaiverFacts {
  /** A date in UTC. */
  today: string;
  rules: readonly Rule[];
  config: PolicyConfig;
  /** Of all clusters, whichever were judged. */
  models: readonly Model[];
  /** How many findings each waiver concerns. */
  concerned: ReadonlyMap<StatedWaiver, number>;
  /** True where all documents were read and all of them judged, so that a waiver without a finding is not needed. */
  isComplete: boolean;
  /** True where all documents were read, so that the clusters are known. */
  areClustersKnown: boolean;
  /** Ids of rules that threw: what they would have found is not known. */
  failedRules: ReadonlySet<string>;
}

/** What is wrong about well-formed waivers, at their lines: rules `waiver/…`. */
export function judgeWaivers(waivers: readonly StatedWaiver[], facts: WaiverFacts): Finding[] {
  const rules = new Map(facts.rules.map(rule => [rule.id, rule]));
  const clusters = facts.models.flatMap(({cluster}) => (cluster === undefined ? [] : [cluster.name]));
  return waivers.flatMap(waiver => {
    const rule = rules.get(waiver.rule);
    if (rule === undefined) return [unknownRule(waiver, rules.keys())];
    const unknown = facts.areClustersKnown ? unknownClusters(waiver, clusters) : [];
    if (unknown.length > 0) return unknown;
    if (isExpired(waiver.says, facts.today)) return [expired(waiver, facts)];
    return isUnused(waiver, rule, facts) ? [unused(waiver, rule, facts)] : endsSoon(waiver, facts.today);
  });
}

/** Prefixes of findings that no rule makes, and why those cannot be waived. */
const NOT_WAIVABLE: Readonly<Record<string, string>> = {
  io: 'a document that is not read cannot be applied, whoever accepts it; mend the file',
  syntax: 'a document that is not read cannot be applied, whoever accepts it; mend the document',
  schema: 'a document that is not understood cannot be applied, whoever accepts it; mend the document',
  proof: 'what a proof found on the cluster stays true; mend the cluster or the claim',
  waiver: 'a finding about a waiver ends when the waiver is corrected',
  baseline: 'a finding about the baseline ends with weir check --update-baseline',
};

function unknownRule(waiver: StatedWaiver, known: Iterable<string>): Finding {
  const [prefix = ''] = waiver.rule.split('/');
  const reason = Object.hasOwn(NOT_WAIVABLE, prefix) ? NOT_WAIVABLE[prefix] : undefined;
  const message =
    reason === undefined
      ? `there is no rule ${JSON.stringify(waiver.rule)}${suggestion(waiver.rule, known) || '; weir rules lists them'}`
      : `${waiver.rule} cannot be waived: ${reason}`;
  return about(waiver, {rule: 'waiver/unknown-rule', level: 'error', message, location: waiver.locate('rule')});
}

function unknownClusters(waiver: StatedWaiver, known: readonly string[]): Finding[] {
  return (waiver.clusters ?? []).flatMap((name, index) => {
    if (known.includes(name)) return [];
    const hint = suggestion(name, known) || (known.length === 0 ? '; none is declared' : `; clusters: ${known.join(', ')}`);
    const message = `there is no cluster ${JSON.stringify(name)}${hint}`;
    return [about(waiver, {rule: 'waiver/unknown-cluster', level: 'error', message, location: waiver.locate(`clusters/${index}`)}, name)];
  });
}

function expired(waiver: StatedWaiver, {concerned, isComplete}: WaiverFacts): Finding {
  const {expires, owner} = waiver.says;
  const count = concerned.get(waiver) ?? 0;
  const agree = `agree on a new date with ${owner}`;
  const next =
    count > 0
      ? `${count} ${count === 1 ? 'finding counts' : 'findings count'} again: mend what is wrong, or ${agree}`
      : isComplete
        ? 'nothing needs it any more: remove it'
        : `mend what it covered and remove it, or ${agree}`;
  const message = `this waiver of ${waiver.rule} ended with ${expires} (UTC) and covers nothing; ${next}`;
  return about(waiver, {rule: 'waiver/expired', level: 'error', message, location: waiver.locate('expires')});
}

/** What a rule about plans finds comes and goes with each plan, so that a waiver of it need not cover anything today. */
function isUnused(waiver: StatedWaiver, rule: Rule, {isComplete, concerned, failedRules}: WaiverFacts): boolean {
  return isComplete && rule.subject !== 'plan' && !failedRules.has(rule.id) && !concerned.has(waiver);
}

function unused(waiver: StatedWaiver, rule: Rule, facts: WaiverFacts): Finding {
  const where = waiver.clusters === undefined ? '' : ` on ${waiver.clusters.join(', ')}`;
  const nothing = `${waiver.rule} finds nothing at ${waiver.resource}${where}; remove it`;
  const reason = isOff(rule, facts) ? `the rule ${rule.id} is off; remove it` : (missing(waiver, facts) ?? nothing);
  const message = `this waiver covers nothing: ${reason}`;
  return about(waiver, {rule: 'waiver/unused', level: 'error', message, location: waiver.locate('resource')});
}

/** Off wherever the rule could hold: in every environment, for every class of topics. */
function isOff(rule: Rule, {config, models}: WaiverFacts): boolean {
  const environments = new Set([undefined, ...models.map(({cluster}) => cluster?.spec.environment)]);
  const classes = [undefined, ...config.topicClasses.keys()];
  return [...environments].every(environment => classes.every(one => config.settingsOf(rule, environment, one).level === 'off'));
}

/** Where the waiver names one resource, and there is none of that name. */
function missing({kind, name, resource}: StatedWaiver, {models}: WaiverFacts): string | undefined {
  const {literal} = name;
  if (literal === undefined || kind === '*') return undefined;
  const names = new Set(models.flatMap(resourcesOf).flatMap(one => (one.kind === kind ? [one.name] : [])));
  if (names.has(literal)) return undefined;
  const near = nearest(literal, names);
  return `there is no ${resource}${near === undefined ? '; remove it' : `; did you mean ${JSON.stringify(`${kind}/${near}`)}?`}`;
}

function endsSoon(waiver: StatedWaiver, today: string): Finding[] {
  const {expires, owner} = waiver.says;
  const days = daysBetween(today, expires);
  if (days > SOON_DAYS) return [];
  const when = days === 0 ? 'today is the last day' : days === 1 ? 'tomorrow is the last day' : `its last day is in ${days} days`;
  const message = `this waiver of ${waiver.rule} ends soon: ${when} (${expires}, UTC); mend what it covers, or agree on a later date with ${owner}`;
  return [about(waiver, {rule: 'waiver/expires-soon', level: 'note', message, location: waiver.locate('expires')})];
}

/** The fingerprint names the waiver by what it says: its place in the list changes with every other waiver. */
function about(waiver: StatedWaiver, finding: {rule: string; level: Level; message: string; location: Location}, detail = ''): Finding {
  const discriminator = JSON.stringify([waiver.rule, waiver.resource, waiver.clusters?.toSorted() ?? [], detail]);
  return {...finding, clusters: [], fingerprint: fingerprint({rule: finding.rule, pointer: '', discriminator})};
}
