import {ourRules} from '../../src/extensions/rules.ts';
import type {Pack, Rule} from '../../src/policy/rule.ts';
import {exampleYaml} from '../../src/policy/rule-example.ts';
import {anchor, block, code, page, prose, table} from './markdown.ts';

/** `docs/reference/rules.md`, from each rule's own description, options and examples. */
export async function rulesPage(header: string): Promise<string> {
  const {rules, packs} = await ourRules();
  return page(
    '# Rules',
    header,
    [...packs].map(([name, {summary}]) => `- Pack ${code(name)}: ${prose(summary)}`).join('\n'),
    'Levels and options are set in `policies/policy.yaml`; `weir rules` shows those that hold, and `weir explain RULE` says what stands here.',
    table(
      ['rule', ...packs.keys(), 'holds when', 'judges'],
      rules.map(rule => [
        `[${code(rule.id)}](${anchor(rule.id)})`,
        ...[...packs.values()].map(pack => pack.levelOf(rule) ?? '–'),
        prose(rule.title),
        judged(rule),
      ]),
    ),
    ...rules.map(rule => section(rule, packs)),
  );
}

function judged(rule: Rule): string {
  if (rule.subject === 'plan') return 'a plan';
  return rule.subject === 'document' ? rule.kind : rule.kinds.join(', ');
}

function section(rule: Rule, packs: ReadonlyMap<string, Pack>): string {
  const {id, title, rationale, options, sources, covers = []} = rule;
  const levels = [...packs]
    .flatMap(([name, pack]) => {
      const level = pack.levelOf(rule);
      return level === undefined ? [] : [`${level} in ${name}`];
    })
    .join(', ');
  const declared = Object.entries(options);
  const parts = [
    `## ${id}`,
    `**${prose(title)}.** ${capital(levels)}.`,
    prose(rationale),
    declared.length === 0
      ? undefined
      : table(
          ['option', 'type', 'default', 'means'],
          declared.map(([name, schema]) => [code(name), schema.type, code(JSON.stringify(schema.default)), prose(schema.description)]),
        ),
    example('Right', exampleYaml(rule, 'good')),
    example('Wrong', exampleYaml(rule, 'bad')),
    `Sources:\n\n${sources.map(source => `- ${prose(source)}`).join('\n')}`,
    covers.length === 0 ? undefined : `Practices of the guide: ${covers.join(', ')}.`,
  ];
  return parts.filter(part => part !== undefined).join('\n\n');
}

function example(title: string, yaml: string | undefined): string | undefined {
  return yaml === undefined ? undefined : `${title}:\n\n${block('yaml', yaml)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
