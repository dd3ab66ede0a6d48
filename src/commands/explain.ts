import {BUILT_IN_FINDINGS} from '../findings/built-in.ts';
import {EXIT, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import type {Rule} from '../policy/rule.ts';
import {rulePage} from '../policy/rule-page.ts';
import {command} from './command.ts';
import {builtInText, pageText} from './explain-page.ts';
import {loadPolicies, type Policies} from './judged-specs.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'explain one rule: why it exists, its source, options and examples',
  examples: [
    {line: 'weir explain topic/replication-factor', does: 'says why three copies, and what two would do'},
    {line: 'weir explain schema/unknown-key', does: 'says what a finding is about that no rule makes'},
  ],
  define: parser => parser.argument('<rule>', 'id of a rule, like topic/replication-factor, or of another finding'),
  async run(context, {args: [id], options}) {
    const format = textOrJson(options.format);
    const builtIn = Object.hasOwn(BUILT_IN_FINDINGS, id) ? BUILT_IN_FINDINGS[id] : undefined;
    if (builtIn !== undefined) {
      context.result(format === 'json' ? json({id, ...builtIn}) : builtInText(id, builtIn, context.color));
      return EXIT.ok;
    }
    const policies = await loadPolicies({cwd: context.cwd, directory: options.policies});
    const rule = policies.rules.find(one => one.id === id);
    if (rule === undefined) {
      const known = [...policies.rules.map(one => one.id), ...Object.keys(BUILT_IN_FINDINGS)];
      throw usageError('rules/unknown', `there is no rule ${JSON.stringify(id)}${suggestion(id, known)}`, 'weir rules lists them all');
    }
    const page = rulePage(rule, policies);
    context.result(format === 'json' ? json(explanation(rule, policies)) : pageText(page, policies.config.settingsOf(rule), context.color));
    return EXIT.ok;
  },
});

/** For programs: with the schemas of the options, and all examples as they are. */
function explanation(rule: Rule, policies: Policies) {
  const {subject, origin, examples} = rule;
  const {options: _words, good: _good, bad: _bad, ...page} = rulePage(rule, policies);
  const {level, options} = policies.config.settingsOf(rule);
  const declared = Object.entries(rule.options).map(([name, schema]) => ({name, ...schema, value: options[name]}));
  return {...page, level, subject, origin, options: declared, examples};
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
