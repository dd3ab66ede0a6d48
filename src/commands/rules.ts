import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {defaultsOf, type OptionValues} from '../policy/options.ts';
import {judgesEachTopic, type Pack, type Rule} from '../policy/rule.ts';
import {configForExamples, testRule} from '../policy/rule-tests.ts';
import {loadSpecs} from '../specs/load.ts';
import {KINDS} from '../specs/model.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {loadPolicies, type Policies} from './judged-specs.ts';
import {type CatalogueEntry, rulesTable} from './rules-table.ts';
import {testedJson, testedText} from './rules-tested.ts';
import {textOrJson} from './text-or-json.ts';

/** What a rule about planned changes judges, beside the kinds of documents. */
const PLAN = 'Plan';

interface Choice {
  test?: true | undefined;
  kind?: string | undefined;
  pack?: string[] | undefined;
  environment?: string | undefined;
  class?: string | undefined;
}

export default command({
  summary: 'list the rules and the levels that hold here, or test rules by their examples',
  examples: [
    {line: 'weir rules', does: 'lists all rules, with the levels of policies/policy.yaml'},
    {line: 'weir rules --environment development --class state', does: 'as they hold for such topics on such clusters'},
    {line: 'weir rules --pack strict --kind acl', does: 'what a pack would make of the rules about ACLs'},
    {line: 'weir rules --test topic/even-partitions', does: 'runs the examples of a rule; of all without a name'},
    {line: 'weir rules --format json', does: 'the list for programs'},
  ],
  define: parser =>
    parser
      .argument('[rules...]', 'ids of the rules; all without one')
      .option('--test', 'run the examples of the rules: good ones must satisfy a rule, bad ones must not')
      .option('--kind <kind>', `only rules about this kind: ${[...KINDS, PLAN].join(', ')}`)
      .option('--pack <name>', 'the levels of a pack in place of policy.yaml; a later one wins over an earlier', collect)
      .option('--environment <name>', 'the levels on clusters of this environment')
      .option('--class <name>', 'the levels for topics of this class'),
  async run(context, {args: [ids], options}) {
    refuseContradictions(options);
    const format = textOrJson(options.format);
    const policies = await loadPolicies({cwd: context.cwd, directory: options.policies});
    const rules = chosen(policies.rules, ids, options.kind);
    if (options.test === true) return test(context, rules, policies, format);
    list(context, rules, {policies, levels: levelsOf(context, options, policies), format});
    return EXIT.ok;
  },
});

/** Examples are judged by the rules' own options, whatever levels hold where. */
function refuseContradictions({test: isTest, pack, environment, class: topicClass}: Choice): void {
  const [given] = Object.entries({pack, environment, class: topicClass}).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (isTest !== true || given === undefined) return;
  throw usageError(
    'rules/contradiction',
    `--test and --${given} exclude each other`,
    'examples are judged whatever levels hold: leave it out',
  );
}

function list(
  context: CommandContext,
  rules: readonly Rule[],
  {policies, levels, format}: {policies: Policies; levels: Levels; format: 'pretty' | 'json'},
): void {
  if (format === 'json') {
    const described = rules.map(rule => describe(rule, policies, levels.of(rule)));
    context.result(`${JSON.stringify(described, null, 2)}\n`);
    return;
  }
  const entries = rules.map(rule => ({...rule, level: levels.of(rule).level, kinds: kindsOf(rule)}));
  context.result(rulesTable(entries.sort(byKind), {heading: levels.heading, color: context.color}));
}

function collect(name: string, names: string[] | undefined): string[] {
  return [...(names ?? []), name];
}

function test(context: CommandContext, rules: readonly Rule[], policies: Policies, format: 'pretty' | 'json'): ExitCode {
  const config = configForExamples(policies);
  const tested = rules.map(rule => testRule(rule, {validators: policies.validators, config}));
  context.result(format === 'json' ? testedJson(tested) : testedText(tested, context.color));
  return tested.some(({problems}) => problems.length > 0) ? EXIT.findings : EXIT.ok;
}

/** The rules of these ids, about this kind. A name that there is none of is wrong use. */
function chosen(rules: readonly Rule[], ids: readonly string[], kind: string | undefined): readonly Rule[] {
  const known = new Set(rules.map(({id}) => id));
  const unknown = ids.find(id => !known.has(id));
  if (unknown !== undefined)
    throw usageError(
      'rules/unknown',
      `there is no rule ${JSON.stringify(unknown)}${suggestion(unknown, known)}`,
      'weir rules lists them all',
    );
  const named = ids.length === 0 ? rules : rules.filter(({id}) => ids.includes(id));
  if (kind === undefined) return named;
  const wanted = oneOf('kind', kind, [...KINDS, PLAN]);
  const about = named.filter(rule => kindsOf(rule).includes(wanted));
  // A team may have rules about few kinds; a rule that was named and is left out was looked for in vain.
  if (about.length > 0 || ids.length === 0) return about;
  throw usageError(
    'rules/none',
    `${ids.length === 1 ? `${ids[0]} is not` : 'none of these rules is'} about ${wanted}`,
    'leave out --kind, or name other rules',
  );
}

interface Levels {
  heading: string;
  of(rule: Rule): {level: CatalogueEntry['level']; options: OptionValues};
}

/** Whose levels are shown, and what they are. */
function levelsOf(context: CommandContext, options: Choice & GlobalOptions, {packs, config}: Policies): Levels {
  if (options.pack !== undefined) {
    if (options.environment !== undefined || options.class !== undefined)
      throw usageError('rules/both', '--pack shows what a pack says, whatever the environment or class', 'leave one of them out');
    const names = options.pack.map(name => oneOf('pack', name, [...packs.keys()]));
    const inOrder = names.flatMap(name => packs.get(name) ?? []);
    return {
      heading: `As in the ${names.length === 1 ? 'pack' : 'packs'} ${names.join(', ')}`,
      of: rule => ({level: levelIn(inOrder, rule), options: defaultsOf(rule.options, [...config.topicClasses.keys()])}),
    };
  }
  const environment = environmentNamed(context, options);
  const topicClass = options.class === undefined ? undefined : oneOf('topic class', options.class, [...config.topicClasses.keys()]);
  const where = environment === undefined ? 'in general' : `in the environment ${environment}`;
  const which = topicClass === undefined ? '' : ` for topics of the class ${topicClass}`;
  return {
    heading: `As they hold ${where}${which}`,
    of: rule => config.settingsOf(rule, environment, judgesEachTopic(rule) ? topicClass : undefined),
  };
}

/** A later pack wins over an earlier one, where it says anything. */
function levelIn(packs: readonly Pack[], rule: Rule): CatalogueEntry['level'] {
  return packs.reduce<CatalogueEntry['level']>((level, pack) => pack.levelOf(rule) ?? level, undefined);
}

/** Environments are those of the clusters: the settings of another one hold nowhere. */
function environmentNamed({cwd}: CommandContext, {environment, specs}: Choice & GlobalOptions): string | undefined {
  if (environment === undefined) return undefined;
  const {models} = loadSpecs({cwd, directory: specs});
  return oneOf('environment', environment, [
    ...new Set(models.flatMap(({cluster}) => (cluster === undefined ? [] : [cluster.spec.environment]))),
  ]);
}

function oneOf(what: string, name: string, known: readonly string[]): string {
  const found = known.find(one => one.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const hint = known.length === 0 ? 'there is none at all' : `known: ${known.join(', ')}`;
  throw usageError('rules/unknown-choice', `there is no ${what} ${JSON.stringify(name)}${suggestion(name, known)}`, hint);
}

function kindsOf(rule: Rule): readonly string[] {
  if (rule.subject === 'plan') return [PLAN];
  return rule.subject === 'document' ? [rule.kind] : rule.kinds;
}

/** In the order of the kinds, rules about several of them last; within one by id. */
function byKind(a: Pick<CatalogueEntry, 'kinds'>, b: Pick<CatalogueEntry, 'kinds'>): number {
  return rank(a.kinds) - rank(b.kinds);
}

function rank(kinds: readonly string[]): number {
  const order: readonly string[] = ['Topic', 'Acl', 'Quota', 'User', 'Application', 'ClientProfile', 'Cluster'];
  const [only] = kinds;
  return kinds.length !== 1 || only === undefined ? order.length : only === PLAN ? order.length + 1 : order.indexOf(only);
}

function describe(rule: Rule, {packs}: Policies, {level, options}: ReturnType<Levels['of']>) {
  const {id, title, origin, subject, covers = []} = rule;
  const inPacks = Object.fromEntries([...packs].map(([name, pack]) => [name, pack.levelOf(rule) ?? null]));
  return {id, level: level ?? null, title, subject, kinds: kindsOf(rule), origin, covers, packs: inPacks, options};
}
