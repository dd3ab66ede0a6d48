import {styleText} from 'node:util';
import {Command, CommanderError, type CommandUnknownOpts} from '@commander-js/extra-typings';
import {EXIT, type ExitCode, messageOf, WeirError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {visible} from '../findings/visible.ts';
import {VERSION} from '../version.ts';
import type {CommandContext, CommandDefinition, GlobalOptions} from './command.ts';
import {type OpenedContext, openContext} from './context.ts';
import {COMMANDS} from './generated/registry.ts';

/** Runs one command line (without node and script) to its exit code. Never throws. */
export async function runCli(argv: string[]): Promise<number> {
  const [name] = argv;
  if (name === '--version' || name === '-V') {
    process.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    if (argv[1] !== undefined && name === 'help') return runCli([argv[1], '--help']);
    process.stdout.write(overview());
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const entry = COMMANDS.find(command => command.name === name);
  if (entry === undefined) {
    const names = COMMANDS.map(command => command.name);
    process.stderr.write(`weir: unknown command ${name}${suggestion(name, names)}\n  known: ${names.join(', ')}\n`);
    return EXIT.usage;
  }
  return runCommand(name, await entry.load(), argv.slice(1));
}

/** The parser of a command: the options that all take, and its own. It throws a CommanderError in place of ending the process. */
export function parserOf(name: string, definition: CommandDefinition): CommandUnknownOpts {
  const parser = new Command(`weir ${name}`);
  parser
    .description(definition.summary)
    .option('--specs <dir>', 'folder of the specs', 'topic-specs')
    .option('--policies <dir>', 'folder of the policies', 'policies')
    .option('--cluster <name>', 'the cluster to work on')
    .option('--format <format>', 'form of the result')
    .option('-o, --output <file>', 'write the result to a file')
    .option('--quiet', 'print the result and errors only')
    .option('--no-color', 'no colour (NO_COLOR does the same)')
    .exitOverride()
    .showSuggestionAfterError(true)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', () => examplesText(definition))
    .configureOutput({outputError: (text, write) => write(`weir ${name}: ${text.replace(/^error: /, '')}`)});
  definition.define(parser as unknown as Parameters<CommandDefinition['define']>[0]);
  return parser;
}

async function runCommand(name: string, definition: CommandDefinition, argv: string[]): Promise<number> {
  const parser = parserOf(name, definition);
  try {
    parser.parse(argv, {from: 'user'});
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  // Commander gives the options that its own definitions made: the global ones above, and the command's.
  const options = parser.opts() as GlobalOptions & Record<string, unknown>;
  const opened = openContext(options);
  try {
    const exit = await definition.run(opened.context, {args: parser.processedArgs, options});
    opened.finish();
    return opened.interrupted() ?? exit;
  } catch (error) {
    finishAfter(opened);
    const interrupted = opened.interrupted();
    if (interrupted === undefined) return report(name, error, opened.context);
    opened.context.complain(`weir ${name}: interrupted${CONTINUES.has(name) ? '; the next run continues from here' : ''}`);
    return interrupted;
  } finally {
    opened.close();
  }
}

/** Commands whose next run takes up what an interrupted one did: the cluster and the state hold it. */
const CONTINUES: ReadonlySet<string> = new Set(['apply', 'quickstart']);

/** What a command gave out before it failed belongs in the `--output` file as it would on a terminal; the first error is the one told. */
function finishAfter(opened: OpenedContext): void {
  try {
    opened.finish();
  } catch {
    // It may be what failed in the first place.
  }
}

/** An expected failure is told in its own words; anything else is a defect and shows its stack. */
function report(name: string, error: unknown, context: CommandContext): ExitCode {
  if (error instanceof WeirError) {
    const color = process.stderr.isTTY === true && context.color;
    const head = `weir ${name}: `;
    // It may repeat what stands in a file: nothing of that may steer the terminal.
    process.stderr.write(`${color ? styleText('red', head, {validateStream: false}) : head}${visibleLines(error.message)}\n`);
    if (error.hint !== undefined) process.stderr.write(`  ${visibleLines(error.hint)}\n`);
    return error.exit;
  }
  process.stderr.write(`weir ${name}: a defect in Weir: ${messageOf(error)}\n${error instanceof Error ? `${error.stack ?? ''}\n` : ''}`);
  return EXIT.unfinished;
}

function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(command => command.name.length));
  const rows = COMMANDS.map(({name, summary}) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: weir <command> [options]

Lint Kafka's topics, ACLs, quotas and users as YAML, apply them with Terraform, and prove on the cluster that they are true.

Commands:
${rows.join('\n')}

  weir help <command>   what a command takes, with examples
  weir --version        ${VERSION}
`;
}

function examplesText({examples}: CommandDefinition): string {
  const width = Math.max(...examples.map(({line}) => line.length));
  return `\nExamples:\n${examples.map(({line, does}) => `  ${line.padEnd(width)}  # ${does}`).join('\n')}\n`;
}
