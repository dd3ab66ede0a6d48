import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {usageError} from '../findings/error.ts';
import type {Level} from '../findings/finding.ts';
import {suggestion} from '../findings/suggest.ts';
import {CONFIG_HINT, ConfigReader} from './config-reader.ts';
import {defaultsOf, type OptionValues} from './options.ts';
import type {Pack, Rule, RuleDescription, TopicClass} from './rule.ts';
import {malformed, readSettingsText, settingsDocument} from './settings-reader.ts';
import type {Validators} from './validators.ts';

export interface RuleSettings {
  level: Level | 'off';
  options: OptionValues;
}

/** What `policies/policy.yaml` says, checked against the rules that exist. */
export interface PolicyConfig {
  packs: readonly string[];
  failOn: Level;
  /** The topic classes that exist, with a sentence on each: ours, the team's, and those that `policy.yaml` states. */
  topicClasses: ReadonlyMap<string, string>;
  /**
   * Settings of a rule in an environment, for topics of a class; without them, those that hold everywhere. The nearest
   * word counts: the rule's own and its pack's, then our class's, then `rules`, `classes` and `environments` of the file.
   */
  settingsOf(rule: Rule, environment?: string, topicClass?: string): RuleSettings;
  /** Throws a usage error where settings are stated for an environment that is none of these: they would do nothing. */
  requireEnvironments(known: ReadonlySet<string>): void;
}

/** As it stands in the file: only what is stated. */
export interface StatedConfig {
  packs: readonly string[];
  failOn: Level;
  rules: StatedRules;
  classes: ReadonlyMap<string, {summary?: string; rules: StatedRules}>;
  environments: ReadonlyMap<string, {packs?: readonly string[]; rules: StatedRules; place: string}>;
}

export type StatedRules = ReadonlyMap<string, {level?: Level | 'off'; options?: OptionValues}>;

export interface ConfigInput {
  cwd: string;
  /** Folder of the policies. */
  directory: string;
  rules: readonly Rule[];
  packs: ReadonlyMap<string, Pack>;
  classes: ReadonlyMap<string, TopicClass>;
  validators: ReadonlyMap<string, Validators>;
}

const DEFAULT_PACKS = ['recommended'];

/**
 * Reads `<directory>/policy.yaml`; without it the recommended pack holds. Malformed is wrong use: a usage error with
 * a line for everything that is wrong, each with file:line:column.
 */
export function readPolicyConfig(input: ConfigInput): PolicyConfig {
  refuseWhatIsIgnored(input);
  refuseOddOptions(input);
  const text = readSettingsText(input.cwd, path.join(input.directory, 'policy.yaml'), CONFIG_HINT);
  const document = text === undefined ? undefined : settingsDocument(text, CONFIG_HINT);
  const stated = document === undefined ? statedNothing() : new ConfigReader(document, input).read();
  return configOf(stated, input);
}

/** The settings that hold where nothing is stated: tests and tools judge by these. */
export function defaultConfig(packs: ReadonlyMap<string, Pack>, classes: ReadonlyMap<string, TopicClass> = new Map()): PolicyConfig {
  return configOf(statedNothing(), {packs, classes});
}

function statedNothing(): StatedConfig {
  return {packs: DEFAULT_PACKS, failOn: 'error', rules: new Map(), classes: new Map(), environments: new Map()};
}

function configOf(stated: StatedConfig, {packs, classes}: Pick<ConfigInput, 'packs' | 'classes'>): PolicyConfig {
  const cache = new Map<string, RuleSettings>();
  const topicClasses = new Map([...classes].map(([name, {summary}]) => [name, summary]));
  for (const [name, {summary}] of stated.classes) topicClasses.set(name, summary ?? topicClasses.get(name) ?? 'A class of this repository');
  const settle = (rule: Rule, environment: string | undefined, topicClass: string | undefined): RuleSettings => {
    const everywhere = stated.rules.get(rule.id);
    const inClass = topicClass === undefined ? undefined : stated.classes.get(topicClass)?.rules.get(rule.id);
    const byClass = topicClass === undefined ? undefined : classes.get(topicClass)?.rules[rule.id];
    const here = environment === undefined ? undefined : stated.environments.get(environment);
    const named = here?.rules.get(rule.id);
    const fromPack = packLevel(rule, here?.packs ?? stated.packs, packs);
    // A class changes how a rule judges its topics; whether it judges at all is the packs' word.
    const ofClass = fromPack === 'off' ? 'off' : (byClass?.level ?? fromPack);
    return {
      level: named?.level ?? inClass?.level ?? everywhere?.level ?? ofClass,
      options: {
        ...defaultsOf(rule.options, [...topicClasses.keys()]),
        ...byClass?.options,
        ...everywhere?.options,
        ...inClass?.options,
        ...named?.options,
      },
    };
  };
  return {
    packs: stated.packs,
    failOn: stated.failOn,
    topicClasses,
    settingsOf(rule, environment, topicClass) {
      const key = JSON.stringify([rule.id, environment, topicClass]);
      const known = cache.get(key) ?? settle(rule, environment, topicClass);
      cache.set(key, known);
      return known;
    },
    requireEnvironments(known) {
      const problems = [...stated.environments]
        .filter(([name]) => !known.has(name))
        .map(([name, {place}]) => `${place}: no Cluster has the environment ${JSON.stringify(name)}${suggestion(name, known)}`);
      if (problems.length > 0) throw malformed(problems, CONFIG_HINT);
    },
  };
}

/** A later pack wins over an earlier one, where it says anything; without any, only what `rules` states is judged. */
function packLevel(rule: RuleDescription, names: readonly string[], packs: ReadonlyMap<string, Pack>): Level | 'off' {
  for (const name of names.toReversed()) {
    const level = packs.get(name)?.levelOf(rule);
    if (level !== undefined) return level;
  }
  return 'off';
}

/** The options that classes give to rules: a team's class is a program, and can state anything. */
function refuseOddOptions({classes, validators}: ConfigInput): void {
  for (const [name, {rules}] of classes) {
    for (const [id, {options}] of Object.entries(rules)) {
      const [problem] = options === undefined ? [] : (validators.get(id)?.options(options) ?? []);
      if (problem === undefined) continue;
      const {instancePath, message = 'is not valid', params} = problem;
      const unknown = params['additionalProperty'];
      const what =
        typeof unknown === 'string'
          ? `${id} has no option ${JSON.stringify(unknown)}`
          : `the option ${instancePath.slice(1)} of ${id} ${message}`;
      throw usageError('policies/bad-class', `policies/classes/${name}: ${what}`, CONFIG_HINT);
    }
  }
}

/** The files of settings, by the endings that people give them. */
const SETTINGS: ReadonlyMap<string, string> = new Map(
  ['policy.yaml', 'waivers.yaml', 'baseline.json'].flatMap(name =>
    ['yaml', 'yml', 'json'].map(ending => [name.replace(/[^.]+$/, ending), name] as const),
  ),
);

/** A file that looks like settings and would have no effect must not pass in silence: its author counts on it. */
function refuseWhatIsIgnored({cwd, directory}: ConfigInput): void {
  const folder = path.resolve(cwd, directory);
  const stat = statSync(folder, {throwIfNoEntry: false});
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    throw usageError(
      'policies/no-folder',
      `${directory} is no folder`,
      'policies stand in a folder: policy.yaml, waivers.yaml, and a file a rule',
    );
  }
  for (const name of readdirSync(folder)) {
    const meant = SETTINGS.get(name.toLowerCase());
    if (meant === undefined || meant === name) continue;
    throw usageError('policies/misnamed', `${directory}/${name} is not read`, `rename it to ${directory}/${meant}`);
  }
}
