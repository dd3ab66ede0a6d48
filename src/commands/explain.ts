import {styleText} from 'node:util';
import {EXIT, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import type {Rule} from '../policy/rule.ts';
import {command} from './command.ts';
import {loadPolicies, type Policies} from './judged-specs.ts';
import {exampleYaml} from './rule-example.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'explain one rule: why it exists, its source, options and examples',
  examples: [{line: 'weir explain topic/replication-factor', does: 'says why three copies, and what two would do'}],
  define: parser => parser.argument('<rule>', 'id of a rule, like topic/replication-factor'),
  async run(context, {args: [id], options}) {
    const format = textOrJson(options.format);
    const policies = await loadPolicies({cwd: context.cwd, directory: options.policies});
    const rule = policies.rules.find(one => one.id === id);
    if (rule === undefined) {
      const known = policies.rules.map(one => one.id);
      throw usageError('rules/unknown', `there is no rule ${JSON.stringify(id)}${suggestion(id, known)}`, 'weir rules lists them all');
    }
    context.result(format === 'json' ? `${JSON.stringify(explanation(rule, policies), null, 2)}\n` : page(rule, policies, context.color));
    return EXIT.ok;
  },
});

function explanation(rule: Rule, {config}: Policies) {
  const {id, title, rationale, origin, subject, covers = [], sources, examples} = rule;
  const {level, options} = config.settingsOf(rule);
  const declared = Object.entries(rule.options).map(([name, schema]) => ({name, ...schema, value: options[name]}));
  return {id, title, level, rationale, subject, origin, covers, sources, options: declared, examples};
}

function page(rule: Rule, policies: Policies, color: boolean): string {
  const {id, title, level, rationale, covers, sources, options} = explanation(rule, policies);
  const heading = (text: string) => (color ? styleText('bold', text, {validateStream: false}) : text);
  const sections = [
    `${heading(id)} (${level})\n${title}.`,
    wrap(rationale),
    options.length === 0
      ? ''
      : `${heading('Options')} (policies/policy.yaml: rules: {${id}: {options: {…}}})\n${options
          .map(
            ({name, description, value, default: fallback}) =>
              `  ${name}: ${JSON.stringify(value)}${same(value, fallback)}  ${description}`,
          )
          .join('\n')}`,
    `${heading('Sources')}\n${sources.map(source => `  - ${source}`).join('\n')}`,
    covers.length === 0 ? '' : `${heading('Practices of the guide')}\n  ${covers.join(', ')}`,
    example(heading('Right'), exampleYaml(rule, 'good')),
    example(heading('Wrong'), exampleYaml(rule, 'bad')),
  ];
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

function same(value: unknown, fallback: unknown): string {
  const stated = JSON.stringify(fallback);
  return JSON.stringify(value) === stated ? '' : ` (default ${stated})`;
}

function example(heading: string, yaml: string | undefined): string {
  return yaml === undefined ? '' : `${heading}\n${yaml.replace(/^/gm, '  ')}`;
}

/** At 100 columns, as far as words allow. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
