import {styleText} from 'node:util';
import type {BuiltInFinding} from '../findings/built-in.ts';
import type {RuleSettings} from '../policy/config.ts';
import type {RulePage} from '../policy/rule-page.ts';

/** The page of a rule for a terminal, with the level and the options that hold here. */
export function pageText(page: RulePage, {level, options}: RuleSettings, color: boolean): string {
  const heading = headings(color);
  const {id, title, judges, file, rationale, packs, classes, waiveWhen, good, bad, sources, covers} = page;
  return joined([
    `${heading(id)} (${level})\n${title}.`,
    wrap(rationale),
    `Judges ${judges}${file === undefined ? '' : `; written in ${file}`}.`,
    section(heading('Levels'), [
      packs.map(one => `${one.level} in ${one.pack}`).join(', '),
      ...classes.map(one => `class ${one.name}: ${[one.level, one.options && JSON.stringify(one.options)].filter(Boolean).join(', ')}`),
    ]),
    section(
      `${heading('Options')} (policies/policy.yaml: rules: {${id}: {options: {…}}})`,
      page.options.map(
        one =>
          `${one.name}: ${JSON.stringify(options[one.name])}${unlike(options[one.name], one.default)}  ${one.description} (${one.type})`,
      ),
    ),
    section(heading('Right'), lines(good)),
    section(heading('Wrong'), lines(bad?.yaml)),
    section(
      heading('What it says of that'),
      (bad?.says ?? []).flatMap(({message, fix}) => [
        message,
        ...Object.entries(fix ?? {}).map(([pointer, to]) =>
          to === null ? `fix: remove ${pointer}` : `fix: set ${pointer} to ${JSON.stringify(to)}`,
        ),
      ]),
    ),
    section(heading('When to waive'), lines(waiveWhen === undefined ? undefined : wrap(waiveWhen))),
    section(
      heading('Sources'),
      sources.map(source => `- ${source}`),
    ),
    section(heading('Practices of the guide'), covers.length === 0 ? [] : [covers.join(', ')]),
  ]);
}

/** What is told of a finding that no rule makes. */
export function builtInText(id: string, {title, rationale, next}: BuiltInFinding, color: boolean): string {
  const heading = headings(color);
  return joined([
    `${heading(id)}\n${title}.`,
    wrap(rationale),
    section(heading('What to do'), lines(wrap(next))),
    'No rule finds this: it has no level and no options, and no waiver covers it.',
  ]);
}

function headings(color: boolean): (text: string) => string {
  return text => (color ? styleText('bold', text, {validateStream: false}) : text);
}

function joined(sections: readonly string[]): string {
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

/** Nothing where there are no lines. */
function section(heading: string, content: readonly string[]): string {
  const shown = content.filter(line => line !== '');
  return shown.length === 0 ? '' : `${heading}\n${shown.map(line => `  ${line}`).join('\n')}`;
}

function lines(text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n');
}

function unlike(value: unknown, fallback: unknown): string {
  const stated = JSON.stringify(fallback);
  return JSON.stringify(value) === stated ? '' : ` (default ${stated})`;
}

/** At 100 columns, as far as words allow. */
function wrap(text: string): string {
  const wrapped: string[] = [];
  for (const word of text.split(' ')) {
    const last = wrapped.at(-1);
    if (last !== undefined && last.length + word.length < 100) wrapped[wrapped.length - 1] = `${last} ${word}`;
    else wrapped.push(word);
  }
  return wrapped.join('\n');
}
