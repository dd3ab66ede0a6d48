import {notOfARule} from '../findings/built-in.ts';
import {type Finding, fingerprint, isOpen, type Level, type Location, type Waiver} from '../findings/finding.ts';
import {nearest, suggestion} from '../findings/suggest.ts';
import {type Model, resourcesOf} from '../specs/model.ts';
import type {PolicyConfig} from './config.ts';
import {daysBetween} from './dates.ts';
import type {Rule} from './rule.ts';
import {isRuleFailure} from './rule-failure.ts';
import type {StatedWaiver} from './waiver-reader.ts';
import {concerns, isExpired} from './waivers.ts';

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
  /** What was found, marked where a waiver or the baseline covers it. */
  findings: readonly Finding[];
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
  const effects = effectsOf(waivers, facts.findings);
  return waivers.flatMap(waiver => {
    const rule = rules.get(waiver.rule);
    if (rule === undefined) return [unknownRule(waiver, rules.keys())];
    const unknown = facts.areClustersKnown ? unknownClusters(waiver, clusters) : [];
    if (unknown.length > 0) return unknown;
    if (isExpired(waiver.says, facts.today)) return [expired(waiver, effects(waiver), facts)];
    return isUnused(rule, effects(waiver), facts) ? [unused(waiver, rule, effects(waiver), facts)] : endsSoon(waiver, facts.today);
  });
}

function unknownRule(waiver: StatedWaiver, known: Iterable<string>): Finding {
  const reason = notOfARule(waiver.rule);
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

/** What has become of the findings that a waiver means. */
interface Effect {
  /** True where it covers one of them, or a part. */
  covers: boolean;
  /** Those that nothing covers. */
  open: number;
  /** Those of them that another waiver covers name it. */
  others: readonly StatedWaiver[];
  baselined: boolean;
}

/** Found in the findings as they are marked in the end, so that a finding is never said to count which does not. */
function effectsOf(waivers: readonly StatedWaiver[], findings: readonly Finding[]): (waiver: StatedWaiver) => Effect {
  const bySaying = new Map(waivers.map(waiver => [waiver.says, waiver]));
  const byRule = Map.groupBy(findings, ({rule}) => rule);
  const used = new Set(findings.flatMap(({waiver}) => bySaying.get(waiver ?? NO_WAIVER) ?? []));
  return waiver => {
    // Of most waivers that is all there is to know; for the others each finding of the rule is held against them.
    if (used.has(waiver)) return {covers: true, open: 0, others: [], baselined: false};
    const meant = (byRule.get(waiver.rule) ?? []).filter(one => concerns(waiver, one) && !isRuleFailure(one));
    return {
      covers: false,
      open: meant.filter(isOpen).length,
      others: [...new Set(meant.flatMap(({waiver: by}) => bySaying.get(by ?? NO_WAIVER) ?? []))],
      baselined: meant.some(one => one.baselined === true),
    };
  };
}

const NO_WAIVER: Waiver = {owner: '', reason: '', expires: ''};

function expired(waiver: StatedWaiver, {open, others, baselined}: Effect, {isComplete}: WaiverFacts): Finding {
  const {expires, owner} = waiver.says;
  const agree = `agree on a new date with ${owner}`;
  const next =
    open > 0
      ? `${open} ${open === 1 ? 'finding counts' : 'findings count'} again: mend what is wrong, or ${agree}`
      : others.length > 0
        ? `${placesOf(others)} what it covered: remove this one`
        : baselined
          ? 'the baseline holds what it covered: remove it'
          : isComplete
            ? 'nothing needs it any more: remove it'
            : `mend what it covered and remove it, or ${agree}`;
  const message = `this waiver of ${waiver.rule} ended with ${expires} (UTC) and covers nothing; ${next}`;
  return about(waiver, {rule: 'waiver/expired', level: 'error', message, location: waiver.locate('expires')});
}

/** `the waiver at line 3 covers`: they stand in one file. */
function placesOf(waivers: readonly StatedWaiver[]): string {
  const lines = waivers.map(waiver => waiver.locate('rule').line);
  return lines.length === 1 ? `the waiver at line ${lines[0]} covers` : `the waivers at lines ${lines.join(', ')} cover`;
}

/** What a rule about plans finds comes and goes with each plan, so that a waiver of it need not cover anything today. */
function isUnused(rule: Rule, {covers}: Effect, {isComplete, failedRules}: WaiverFacts): boolean {
  return isComplete && rule.subject !== 'plan' && !failedRules.has(rule.id) && !covers;
}

function unused(waiver: StatedWaiver, rule: Rule, {others}: Effect, facts: WaiverFacts): Finding {
  const where = waiver.clusters === undefined ? '' : ` on ${waiver.clusters.join(', ')}`;
  const nothing = `${waiver.rule} finds nothing at ${waiver.resource}${where}; remove it${globHint(waiver)}`;
  const reason = isOff(rule, facts)
    ? `the rule ${rule.id} is off; remove it`
    : others.length > 0
      ? `${placesOf(others)} all that it would; remove one of them`
      : (missing(waiver, facts) ?? nothing);
  const message = `this waiver covers nothing: ${reason}`;
  return about(waiver, {rule: 'waiver/unused', level: 'error', message, location: waiver.locate('resource')});
}

/** Other programs have other patterns. */
function globHint({resource}: StatedWaiver): string {
  return /[?[\]{}]/.test(resource) ? ' (only * stands for other characters)' : '';
}

/** Off wherever the rule could hold: in every environment, for every class of topics. */
function isOff(rule: Rule, {config, models}: WaiverFacts): boolean {
  const environments = new Set([undefined, ...models.map(({cluster}) => cluster?.spec.environment)]);
  const classes = [undefined, ...config.topicClasses.keys()];
  return [...environments].every(environment => classes.every(one => config.settingsOf(rule, environment, one).level === 'off'));
}

/** Where the waiver names one resource, and there is none of that name. */
function missing(waiver: StatedWaiver, {models}: WaiverFacts): string | undefined {
  const {kind, name, resource} = waiver;
  const {literal} = name;
  if (literal === undefined || kind === '*') return undefined;
  const names = new Set(models.flatMap(resourcesOf).flatMap(one => (one.kind === kind ? [one.name] : [])));
  if (names.has(literal)) return undefined;
  const near = nearest(literal, names);
  return `there is no ${resource}${globHint(waiver)}${near === undefined ? '; remove it' : `; did you mean ${JSON.stringify(`${kind}/${near}`)}?`}`;
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
