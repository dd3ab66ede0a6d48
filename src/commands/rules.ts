import {styleText} from 'node:util';
import {EXIT} from '../findings/error.ts';
import type {Rule} from '../policy/rule.ts';
import {command} from './command.ts';
import {loadPolicies, type Policies} from './judged-specs.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'list the rules and the levels that hold here',
  examples: [
    {line: 'weir rules', does: 'lists all rules, with the levels of policies/policy.yaml'},
    {line: 'weir rules --format json', does: 'the same for programs'},
  ],
  define: parser => parser,
  async run(context, {options}) {
    const format = textOrJson(options.format);
    const policies = await loadPolicies({cwd: context.cwd, directory: options.policies});
    const catalogue = policies.rules.map(rule => describe(rule, policies));
    context.result(format === 'json' ? `${JSON.stringify(catalogue, null, 2)}\n` : table(catalogue, context.color));
    return EXIT.ok;
  },
});

type Entry = ReturnType<typeof describe>;

function describe(rule: Rule, {config}: Policies) {
  const {level, options} = config.settingsOf(rule);
  const {id, title, origin, subject, covers = []} = rule;
  return {id, level, title, subject, origin, covers, options};
}

const STYLES = {error: 'red', warning: 'yellow', note: 'blue', off: 'dim'} as const;

function table(entries: readonly Entry[], color: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) => (color ? styleText(style, text, {validateStream: false}) : text);
  const width = Math.max(...entries.map(({id}) => id.length));
  const lines = entries.map(({id, level, title, origin}) => {
    const whose = origin === 'team' ? paint('dim', ' (yours)') : '';
    return `${paint(STYLES[level], level.padEnd(7))}  ${id.padEnd(width)}  ${title}${whose}`;
  });
  const active = entries.filter(({level}) => level !== 'off').length;
  return `${lines.join('\n')}\n\n${active} of ${entries.length} rules judge; weir explain RULE says why one exists\n`;
}
