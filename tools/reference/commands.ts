import type {CommandUnknownOpts} from '@commander-js/extra-typings';
import type {CommandDefinition} from '../../src/commands/command.ts';
import {COMMANDS} from '../../src/commands/generated/registry.ts';
import {parserOf} from '../../src/commands/run.ts';
import {EXIT} from '../../src/findings/error.ts';
import {anchor, block, code, page, prose, table} from './markdown.ts';

/** `docs/reference/commands.md`, from each command's own definition and parser. */
export async function commandsPage(header: string): Promise<string> {
  const loaded = await Promise.all(
    COMMANDS.map(async ({name, load}) => {
      const definition = await load();
      return {name, definition, parser: parserOf(name, definition)};
    }),
  );
  const shared = sharedOptions(loaded.map(({parser}) => parser));
  return page(
    '# Commands',
    header,
    table(
      ['command', 'does'],
      loaded.map(({name, definition}) => [`[${code(`weir ${name}`)}](${anchor(`weir ${name}`)})`, prose(definition.summary)]),
    ),
    '## Options of every command',
    optionsTable(shared),
    `## Exit codes`,
    table(
      ['code', 'means'],
      [
        [String(EXIT.ok), 'nothing at or above the failing level'],
        [String(EXIT.findings), 'findings at or above the failing level, or a failed verdict'],
        [String(EXIT.usage), 'wrong use: a bad flag, a missing folder, no document, a malformed `policies/`'],
        [String(EXIT.unfinished), 'could not finish, or the worst verdict is unknown'],
        ['128 + n', 'ended by signal n: 130 after Ctrl-C'],
      ],
    ),
    ...loaded.map(one => section(one, new Set(shared.map(({flags}) => flags)))),
  );
}

type Option = CommandUnknownOpts['options'][number];

/** What the runner adds to every parser is what all of them have. */
function sharedOptions(parsers: readonly CommandUnknownOpts[]): Option[] {
  const [first, ...others] = parsers;
  return (first?.options ?? []).filter(({flags}) => others.every(parser => parser.options.some(option => option.flags === flags)));
}

function section(
  {name, definition, parser}: {name: string; definition: CommandDefinition; parser: CommandUnknownOpts},
  shared: ReadonlySet<string>,
): string {
  const {registeredArguments} = parser;
  const own = parser.options.filter(({flags}) => !shared.has(flags));
  const usage = registeredArguments.map(argument => {
    const dots = argument.variadic ? '...' : '';
    return argument.required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`;
  });
  const parts = [
    `## weir ${name}`,
    `${capital(prose(definition.summary))}.`,
    block('sh', ['weir', name, ...usage, '[options]'].join(' ')),
    registeredArguments.length === 0
      ? undefined
      : table(
          ['argument', 'is'],
          registeredArguments.map(argument => [code(argument.name()), withDefault(argument.description, argument.defaultValue)]),
        ),
    own.length === 0 ? undefined : optionsTable(own),
    block('sh', definition.examples.map(({line, does}) => `# ${does}\n${line}`).join('\n')),
  ];
  return parts.filter(part => part !== undefined).join('\n\n');
}

function optionsTable(options: readonly Option[]): string {
  return table(
    ['option', 'does'],
    // Commander gives a negated flag the default true, which would read as if it held.
    options.map(({flags, description, defaultValue, negate}) => [code(flags), withDefault(description, negate ? undefined : defaultValue)]),
  );
}

function withDefault(description: string, value: unknown): string {
  const stated = value === undefined ? '' : ` (default ${code(typeof value === 'string' ? value : JSON.stringify(value))})`;
  return `${prose(description)}${stated}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
