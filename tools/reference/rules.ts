import type {Rules} from '../../src/extensions/rules.ts';
import {BUILT_IN_FINDINGS} from '../../src/findings/built-in.ts';
import type {Level} from '../../src/findings/finding.ts';
import type {Rule} from '../../src/policy/rule.ts';
import {judged, type RulePage, rulePage} from '../../src/policy/rule-page.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {KINDS} from '../../src/specs/model.ts';
import {block, code, page, prose, table} from './markdown.ts';

const FOLDER = 'docs/rules';
const LEVELS = ['error', 'warning', 'note'] as const satisfies readonly Level[];

/** `docs/rules/`: a page for each rule, one for the findings that no rule makes, and the table of them all. */
export async function rulePages(header: string, ours: Rules): Promise<Record<string, string>> {
  const {rules, packs, classes} = ours;
  const validators = await validatorsOf(rules);
  return {
    [`${FOLDER}/README.md`]: indexPage(header, ours),
    [`${FOLDER}/built-in.md`]: builtInPage(header),
    ...Object.fromEntries(rules.map(rule => [`${FOLDER}/${rule.id}.md`, ruleText(header, rulePage(rule, {packs, classes, validators}))])),
  };
}

function indexPage(header: string, {rules, packs, classes}: Rules): string {
  const folders = [...new Set(rules.map(({id}) => folderOf(id)))];
  return page(
    '# Rules',
    header,
    `${rules.length} rules judge specs and plans. Which of them hold, and how gravely, is set in \`policies/policy.yaml\` by packs and by rule; \`weir rules\` shows what holds in your repository, \`weir explain RULE\` says what stands on the pages here. What weir finds without a rule is [explained on a page of its own](built-in.md).`,
    '## Packs',
    table(
      ['pack', 'is'],
      [...packs].map(([name, {summary}]) => [code(name), prose(summary)]),
    ),
    'Without `policies/policy.yaml` the pack `recommended` holds. In the tables – means that the pack says nothing, so that the pack before it decides.',
    '## Topic classes',
    'A topic chooses a class by its label `class`; the class then sets the bounds within which it is judged.',
    table(
      ['class', 'is for', 'changes'],
      [...classes].map(([name, one]) => [code(name), prose(one.summary), Object.keys(one.rules).map(linkTo).join(', ')]),
    ),
    '## How many',
    'Rules by what they judge and by pack, as errors / warnings / notes. A rule that judges several kinds counts for each of them, and once in the last row. What a pack leaves to the pack before it is not counted.',
    countTable({rules, packs}),
    ...folders.flatMap(folder => [
      `## ${folder}`,
      table(
        ['rule', 'holds when', 'judges', ...packs.keys()],
        rules
          .filter(({id}) => folderOf(id) === folder)
          .map(rule => [linkTo(rule.id), prose(rule.title), judged(rule), ...[...packs.values()].map(({levelOf}) => levelOf(rule) ?? '–')]),
      ),
    ]),
  );
}

/** Rules × kinds × packs. */
function countTable({rules, packs}: Pick<Rules, 'rules' | 'packs'>): string {
  const rows: [string, readonly Rule[]][] = [
    ...KINDS.map((kind): [string, readonly Rule[]] => [kind, rules.filter(rule => kindsOf(rule).includes(kind))]),
    ['planned changes', rules.filter(({subject}) => subject === 'plan')],
    ['**all**', rules],
  ];
  const counts = (of: readonly Rule[], levelOf: (rule: Rule) => Level | 'off' | undefined) =>
    LEVELS.map(level => of.filter(rule => levelOf(rule) === level).length).join(' / ');
  return table(
    ['judged', 'rules', ...packs.keys()],
    rows.map(([name, of]) => [name, String(of.length), ...[...packs.values()].map(({levelOf}) => counts(of, levelOf))]),
  );
}

function kindsOf(rule: Rule): readonly string[] {
  if (rule.subject === 'plan') return [];
  return rule.subject === 'document' ? [rule.kind] : rule.kinds;
}

function ruleText(header: string, one: RulePage): string {
  const {id, title, judges, rationale, packs, classes, options, good, bad, waiveWhen, sources, covers} = one;
  return page(
    `# ${id}`,
    header,
    `**${prose(title)}.** It judges ${judges}.`,
    prose(rationale),
    '## Levels',
    table(
      ['pack', 'level'],
      packs.map(({pack, level}) => [code(pack), level]),
    ),
    classes.length === 0
      ? undefined
      : table(
          ['topic class', 'level', 'options'],
          classes.map(({name, level, options: set}) => [
            code(name),
            level ?? 'as in the pack',
            set === undefined ? '' : code(JSON.stringify(set)),
          ]),
        ),
    '## Options',
    options.length === 0
      ? 'It has none.'
      : table(
          ['option', 'type', 'default', 'means'],
          options.map(({name, type, default: fallback, description}) => [
            code(name),
            prose(type),
            code(JSON.stringify(fallback)),
            prose(description),
          ]),
        ),
    'In `policies/policy.yaml`:',
    block('yaml', settingYaml(one)),
    ...(good === undefined ? [] : ['## Right', block('yaml', good)]),
    ...(bad === undefined ? [] : ['## Wrong', block('yaml', bad.yaml), 'What weir says of it:', saysOf(bad.says)]),
    ...(waiveWhen === undefined ? [] : ['## When to waive', prose(waiveWhen)]),
    '## Sources',
    sources.map(source => `- ${prose(source)}`).join('\n'),
    covers.length === 0 ? undefined : `It serves ${covers.join(', ')} of [the practices](${up(id)}../coverage.md).`,
    `All rules: [the table](${up(id)}README.md).`,
  );
}

/** As a team would state it: at the level of the recommended pack, with the options at their defaults. */
function settingYaml({id, packs, options}: RulePage): string {
  const recommended = packs.find(({pack}) => pack === 'recommended')?.level ?? 'off';
  const lines = ['rules:', `  ${id}:`, `    level: ${recommended === 'off' ? 'warning' : recommended}`];
  const stated = options.map(({name, default: value}) => `${name}: ${JSON.stringify(value)}`);
  return [...lines, ...(stated.length === 0 ? [] : [`    options: {${stated.join(', ')}}`])].join('\n');
}

function saysOf(says: NonNullable<RulePage['bad']>['says']): string {
  return says
    .map(({message, pointer, fix}) => {
      const fixes = Object.entries(fix ?? {}).map(([at, to]) =>
        to === null ? `remove ${code(at)}` : `set ${code(at)} to ${code(JSON.stringify(to))}`,
      );
      const mended = fixes.length === 0 ? '' : ` ${code('weir check --fix')} would ${fixes.join(' and ')}.`;
      return `- at ${code(pointer === '' ? '/' : pointer)}: ${prose(message)}.${mended}`;
    })
    .join('\n');
}

function builtInPage(header: string): string {
  const ids = Object.keys(BUILT_IN_FINDINGS);
  const parts = [...new Set(ids.map(folderOf))];
  return page(
    '# Findings without a rule',
    header,
    'What weir finds while it reads, where it compares with a cluster, and where a proof fails. These have no level to choose and no options, and no waiver covers them.',
    ...parts.flatMap(part => [
      `## ${part}`,
      ...ids
        .filter(id => folderOf(id) === part)
        .map(id => {
          const {title = '', rationale = '', next = ''} = BUILT_IN_FINDINGS[id] ?? {};
          return `### ${id}\n\n**${prose(title)}.** ${prose(rationale)}\n\nWhat to do: ${prose(next)}`;
        }),
    ]),
    'All rules: [the table](README.md).',
  );
}

function folderOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

function linkTo(id: string): string {
  return `[${code(id)}](${id}.md)`;
}

/** From the page of a rule to the folder of all of them. */
function up(id: string): string {
  return '../'.repeat(id.split('/').length - 1);
}
