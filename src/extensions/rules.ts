import {readdirSync} from 'node:fs';
import path from 'node:path';
import {BUILT_IN_PREFIXES} from '../findings/built-in.ts';
import {EXIT, usageError, WeirError} from '../findings/error.ts';
import {isRecord} from '../findings/record.ts';
import {suggestion} from '../findings/suggest.ts';
import {LEVELS} from '../policy/levels.ts';
import type {Pack, Rule, RuleDefinition, TopicClass} from '../policy/rule.ts';
import {KINDS} from '../specs/model.ts';
import * as shipped from './generated/rules.ts';
import {isOurs} from './package-root.ts';
import {slashed, type TeamFile, teamFiles} from './team-files.ts';
import {loadTeamModule} from './team-module.ts';

export interface Rules {
  rules: readonly Rule[];
  packs: ReadonlyMap<string, Pack>;
  /** Topic classes by name. */
  classes: ReadonlyMap<string, TopicClass>;
}

/** Our rules and packs alone. */
export function ourRules(): Rules {
  return {
    rules: Object.entries(shipped.rules).map(([id, definition]) => ({...definition, id, origin: 'weir'})),
    packs: new Map(Object.entries(shipped.packs)),
    classes: new Map(Object.entries(shipped.classes)),
  };
}

/** Files below the policies that are no rules: what they hold, and how they must be spelt, is judged elsewhere. By id, and so at the top alone. */
const SETTINGS = ['policy', 'waivers', 'baseline'];

/**
 * Our rules and packs, and the team's below `directory`: TypeScript, JavaScript and YAML. A file that cannot be loaded,
 * is no rule, or has the id of another is wrong use. In a checkout of Weir that is its own folder: what the registry has not
 * yet, like a rule that was added since the build, is taken as a team's.
 */
export async function loadRules({cwd, directory}: {cwd: string; directory: string}): Promise<Rules> {
  const ours = ourRules();
  const folder = path.resolve(cwd, directory);
  const isOwnFolder = isOurs(folder, 'policies');
  if (isOwnFolder && isAllRegistered(folder)) return ours;
  const loaded = {rules: [...ours.rules], packs: new Map(ours.packs), classes: new Map(ours.classes)};
  const files = new Map<string, string>(loaded.rules.map(({id}) => [id, 'a rule that ships with Weir']));
  for (const one of policyFiles({cwd, directory})) {
    if (isOwnFolder && isRegistered(one.id, one.file)) continue;
    const [part, name] = [one.id.slice(0, one.id.indexOf('/')), one.id.slice(one.id.indexOf('/') + 1)];
    if (part === 'packs') {
      refuseClash(one, name, loaded.packs.has(name) ? 'a pack that ships with Weir' : undefined);
      loaded.packs.set(name, asPack(one, await loadTeamModule(one)));
    } else if (part === 'classes') {
      refuseClash(one, name, loaded.classes.has(name) ? 'a topic class that ships with Weir' : undefined);
      loaded.classes.set(name, asClass(one, await loadTeamModule(one)));
    } else {
      refuseClash(one, one.id, files.get(one.id));
      files.set(one.id, one.file);
      loaded.rules.push(await loadRule(one, cwd));
    }
  }
  refuseUnknownRules(loaded, ours);
  return loaded;
}

/** A glance at the names, for every run in a checkout pays for it: true where our own folder holds nothing to load. */
function isAllRegistered(folder: string): boolean {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'}).every(file => {
    const id = slashed(file).replace(/\.[^./]+$/, '');
    return id === slashed(file) || isRegistered(id, file) || (isYaml(file) && SETTINGS.includes(id.toLowerCase()));
  });
}

/** True for a file of our own folder that the registry was generated from. It knows TypeScript alone. */
function isRegistered(id: string, file: string): boolean {
  if (!file.endsWith('.ts')) return false;
  const [, folder, name = ''] = /^(packs|classes)\/(.*)$/.exec(id) ?? [];
  if (folder === undefined) return Object.hasOwn(shipped.rules, id);
  return Object.hasOwn(folder === 'packs' ? shipped.packs : shipped.classes, name);
}

/** A class that changes a rule which there is none of would change nothing. */
function refuseUnknownRules({rules, classes}: Rules, ours: Rules): void {
  const known = new Set(rules.map(({id}) => id));
  for (const [name, topicClass] of classes) {
    const unknown = ours.classes.has(name) ? undefined : Object.keys(topicClass.rules).find(id => !known.has(id));
    if (unknown === undefined) {
      if (!ours.classes.has(name)) refuseOddSettings(name, topicClass);
      continue;
    }
    const message = `the topic class ${name} changes ${JSON.stringify(unknown)}, and there is no such rule${suggestion(unknown, known)}`;
    throw usageError('extensions/unknown-rule', message, 'weir rules lists them all');
  }
}

/** JavaScript can state anything; options are held against those of the rule where policy.yaml is read. */
function refuseOddSettings(name: string, {rules}: TopicClass): void {
  for (const [id, settings] of Object.entries<unknown>(rules)) {
    const level = isRecord(settings) ? settings['level'] : undefined;
    const isSound =
      isRecord(settings) &&
      (level === undefined || LEVELS.some(one => one === level)) &&
      (settings['options'] === undefined || isRecord(settings['options']));
    if (isSound) continue;
    const message = `the topic class ${name} states ${JSON.stringify(settings)} for ${id}`;
    throw usageError('extensions/no-class', message, `write {level, options}, where level is one of ${LEVELS.join(', ')}`);
  }
}

async function loadRule(one: TeamFile, cwd: string): Promise<Rule> {
  const {id, file} = one;
  if (!isYaml(file)) return {...asRule(one, await loadTeamModule(one)), id, origin: 'team', source: {file}};
  // Loaded for the first of them: it brings AJV and the schemas of the kinds.
  const {readYamlRule} = await import('./yaml-rule.ts');
  const {rule, source} = readYamlRule({cwd, file});
  return {...rule, id, origin: 'team', source};
}

/** The files that hold rules, packs and classes. One that was meant as such and cannot be is refused: it passed everything in silence. */
function policyFiles({cwd, directory}: {cwd: string; directory: string}): TeamFile[] {
  const files = teamFiles({cwd, directory, recursive: true}, {yaml: true}).filter(
    ({id, file}) => !(isYaml(file) && SETTINGS.includes(id.toLowerCase())),
  );
  for (const {id, file} of files) {
    if (!isYaml(file) && !/\.[jt]s$/.test(file)) {
      throw usageError(
        'extensions/not-read',
        `${file} is not read: a rule is a .ts, .js or .yaml file`,
        'rename it; files that are no rules start with an underscore',
      );
    }
    const [folder = ''] = id.split('/');
    if (isYaml(file) && (folder === 'packs' || folder === 'classes')) {
      throw usageError(
        'extensions/not-read',
        `${file} is not read: a ${folder === 'packs' ? 'pack' : 'topic class'} is a .ts or .js file`,
        folder === 'packs'
          ? 'write it with pack({…}) of kafka-weir/policy'
          : 'state the class in policies/policy.yaml: classes: {NAME: {rules: {…}}}',
      );
    }
  }
  return files;
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

function refuseClash({file}: TeamFile, id: string, other: string | undefined): void {
  const [prefix = ''] = id.split('/');
  if (BUILT_IN_PREFIXES.some(one => one === prefix))
    throw usageError(
      'extensions/reserved-id',
      `${file}: ids that start with ${prefix}/ are Weir's own`,
      'move the file to a folder of another name',
    );
  if (other === undefined) return;
  throw new WeirError(`${file}: the id ${id} is taken by ${other}`, {
    code: 'extensions/id-clash',
    exit: EXIT.usage,
    hint: 'give the file another name; to change the level or options of a rule that ships, state them in policies/policy.yaml',
  });
}

const SUBJECTS: Record<RuleDefinition['subject'], string> = {document: 'message', model: 'judgeAll', clusters: 'judgeAll', plan: 'judge'};

/** A default export that `policy`, `modelPolicy` or `planPolicy` made, or what has their shape. */
function asRule({file}: TeamFile, exported: unknown): RuleDefinition {
  const problem = problemOf(exported);
  if (problem === undefined) return exported as RuleDefinition;
  throw usageError(
    'extensions/no-rule',
    `${file} is no rule: ${problem}`,
    'make it with policy({…}), modelPolicy({…}), topicPolicy({…}), clustersPolicy({…}) or planPolicy({…}) of kafka-weir/policy',
  );
}

function problemOf(exported: unknown): string | undefined {
  if (!isRecord(exported)) return 'its default export is no object';
  const {subject, title, rationale, level, sources, options, kind} = exported;
  if (subject !== 'document' && subject !== 'model' && subject !== 'clusters' && subject !== 'plan') return 'it has no subject';
  if (typeof exported[SUBJECTS[subject]] !== 'function') return `it has no function ${SUBJECTS[subject]}`;
  if (typeof title !== 'string') return 'it has no title';
  if (typeof rationale !== 'string') return 'it has no rationale';
  if (!LEVELS.some(one => one === level)) return `its level is none of ${LEVELS.join(', ')}`;
  if (!Array.isArray(sources)) return 'it has no sources';
  if (!isRecord(options)) return 'its options are no object';
  const bare = Object.entries(options).find(([, schema]) => !isRecord(schema) || !('default' in schema));
  if (bare !== undefined) return `its option ${bare[0]} has no default`;
  if (subject === 'document' && !isRecord(exported['schema'])) return 'it has no schema';
  if ((subject === 'model' || subject === 'clusters') && !Array.isArray(exported['kinds'])) return 'it has no kinds';
  const {examples} = exported;
  if (!isRecord(examples) || !Array.isArray(examples['good']) || !Array.isArray(examples['bad']))
    return 'it has no examples: {good: […], bad: […]}, which are its tests';
  if (subject === 'document' && !KINDS.some(known => known === kind)) return `there is no kind ${JSON.stringify(kind)}`;
  return undefined;
}

function asPack({file}: TeamFile, exported: unknown): Pack {
  const isPack = isRecord(exported) && exported['subject'] === 'pack' && typeof exported['levelOf'] === 'function';
  if (isPack && typeof exported['summary'] === 'string') return exported as unknown as Pack;
  const what = isPack ? 'has no summary: say in one sentence what it is for' : 'is no pack';
  throw usageError('extensions/no-pack', `${file} ${what}`, 'make it with pack({…}) of kafka-weir/policy');
}

function asClass({file}: TeamFile, exported: unknown): TopicClass {
  if (isRecord(exported) && exported['subject'] === 'class' && typeof exported['summary'] === 'string' && isRecord(exported['rules']))
    return exported as unknown as TopicClass;
  throw usageError('extensions/no-class', `${file} is no topic class`, 'make it with topicClass({…}) of kafka-weir/policy');
}
