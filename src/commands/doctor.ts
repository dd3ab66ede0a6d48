import {styleText} from 'node:util';
import Table from 'cli-table3';
import {ToolchainError} from '../../tools/installs.mjs';
import {checkPrerequisites} from '../../tools/prerequisites.mjs';
import {locateToolchain} from '../../tools/toolchain.mjs';
import {EXIT, type ExitCode} from '../findings/error.ts';
import {command} from './command.ts';
import {textOrJson} from './text-or-json.ts';

export default command({
  summary: 'what is missing on this machine',
  examples: [
    {line: 'weir doctor', does: 'lists what Weir needs and what was found; exit 3 where something required is missing'},
    {line: 'weir doctor --format json', does: 'the same for programs'},
  ],
  define: parser => parser,
  async run(context, {options}): Promise<ExitCode> {
    const format = textOrJson(options.format);
    const diagnosis = diagnose(context.env);
    context.result(format === 'json' ? `${JSON.stringify(diagnosis, null, 2)}\n` : table(diagnosis, context.color));
    return diagnosis.ready ? EXIT.ok : EXIT.unfinished;
  },
});

interface Check {
  name: string;
  title: string;
  required: boolean;
  found: {path: string; version: string} | null;
  /** What to do where it is missing. */
  advice: string;
}

interface Diagnosis {
  /** Nothing that is required is missing. */
  ready: boolean;
  prerequisites: Check[];
  toolchain: Check[];
}

function diagnose(env: NodeJS.ProcessEnv): Diagnosis {
  const toolchain = toolchainChecks(env);
  const absent = toolchain.filter(({found}) => found === null).map(({name}) => name);
  const needs = {goNeeded: absent.includes('engine') || absent.includes('provider'), mavenNeeded: absent.includes('kafka')};
  const prerequisites = checkPrerequisites({env, ...needs}).map(one => ({...one, found: one.found ?? null}));
  const ready = [...prerequisites, ...toolchain].every(({required, found}) => !required || found !== null);
  return {ready, prerequisites, toolchain};
}

/** None is required: what is absent is installed when it is first needed. */
function toolchainChecks(env: NodeJS.ProcessEnv): Check[] {
  const {located, problem} = locate(env);
  const {engine, provider, kafka} = located;
  const later = 'it is installed when first needed; npm run setup does it now';
  return [
    {
      name: 'engine',
      title: 'Terraform engine',
      required: problem !== undefined,
      found: engine === undefined ? null : {path: engine.program, version: `${engine.kind} ${engine.version}`},
      advice: problem ?? later,
    },
    {
      name: 'provider',
      title: 'Kafka provider',
      required: false,
      found: provider === undefined ? null : {path: provider.mirrorDir, version: provider.version},
      advice: later,
    },
    {
      name: 'kafka',
      title: 'Apache Kafka',
      required: false,
      found: kafka === undefined ? null : {path: kafka.jarsDir, version: kafka.version},
      advice: later,
    },
  ];
}

/** A wrong WEIR_ENGINE is a finding of this command, not its failure. */
function locate(env: NodeJS.ProcessEnv): {located: ReturnType<typeof locateToolchain>; problem?: string} {
  try {
    return {located: locateToolchain({env})};
  } catch (thrown) {
    if (!(thrown instanceof ToolchainError)) throw thrown;
    const {WEIR_ENGINE: _, ...rest} = env;
    const {engine: __, ...located} = locateToolchain({env: rest});
    return {located, problem: thrown.message};
  }
}

function table({ready, prerequisites, toolchain}: Diagnosis, color: boolean): string {
  const paint = (style: 'green' | 'red' | 'yellow', text: string) => (color ? styleText(style, text, {validateStream: false}) : text);
  const rows = new Table({head: ['', 'needs', 'found', 'where, or what to do'], style: {head: [], border: []}});
  for (const {title, required, found, advice} of [...prerequisites, ...toolchain]) {
    const mark = found !== null ? paint('green', 'ok') : required ? paint('red', 'missing') : paint('yellow', 'absent');
    rows.push([mark, title, found?.version ?? '-', found?.path ?? advice]);
  }
  return `${rows.toString()}\n${ready ? 'Everything that is required is here.' : 'Something that is required is missing.'}\n`;
}
