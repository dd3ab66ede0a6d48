import {join} from 'node:path';
import Table from 'cli-table3';
import {EXIT, type ExitCode, unfinished, usageError, WeirError} from '../findings/error.ts';
import {followBrokerLogs} from '../sandbox/follow-logs.ts';
import {
  type SandboxStatus,
  sandboxConnection,
  sandboxDown,
  sandboxEnvironment,
  sandboxLogTail,
  sandboxStatus,
  sandboxUp,
} from '../sandbox/sandbox.ts';
import {loadSpecs} from '../specs/load.ts';
import type {Model} from '../specs/model.ts';
import {cliConfigFile} from '../terraform/engine.ts';
import {providerEnvironment, stackVariables} from '../terraform/environment.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {textOrJson} from './text-or-json.ts';

interface Input extends GlobalOptions {
  purge?: true;
  lines: string;
  follow?: true;
  startTimeout: string;
}

type Action = (context: CommandContext, options: Input, broker: number | undefined) => Promise<ExitCode>;

const ACTIONS: Record<string, Action> = {up, down, status, env: environment, logs};

export default command({
  summary: 'the embedded three-broker cluster: up, down, status, env, logs',
  examples: [
    {line: 'weir sandbox up', does: 'starts it, or what is missing of it'},
    {line: 'weir sandbox status --format json', does: 'says what runs, for programs; exit 3 unless healthy'},
    {line: 'eval "$(weir sandbox env)"', does: 'gives the shell its addresses and passwords'},
    {line: 'weir sandbox logs 2 --follow', does: "shows a broker's log as it grows"},
    {line: 'weir sandbox down --purge', does: 'ends it and deletes its data and the Terraform state about it'},
  ],
  covers: ['C01.1', 'C01.2'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument('[broker]', 'logs: id of one broker, all unless given')
      .option('--purge', 'down: delete the data, the keys and the Terraform state of this cluster')
      .option('--lines <n>', 'logs: how many of the last lines', '50')
      .option('--follow', 'logs: go on printing until Ctrl-C')
      .option('--start-timeout <seconds>', 'up: how long the brokers may take', '120'),
  async run(context, {args: [name, broker], options}) {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined)
      throw usageError('sandbox/action', `there is no action ${name}`, `actions: ${Object.keys(ACTIONS).join(', ')}`);
    return await action(context, options, broker === undefined ? undefined : positive('broker', broker));
  },
});

async function up(context: CommandContext, options: Input): Promise<ExitCode> {
  const format = textOrJson(options.format);
  const startTimeoutMs = positive('--start-timeout', options.startTimeout) * 1000;
  const started = await context.progress.run('sandbox', note =>
    sandboxUp({
      root: context.cwd,
      signal: context.signal,
      startTimeoutMs,
      // A notice of several lines carries the end of a log, which a spinner would cut off.
      onProgress: text => (text.includes('\n') ? context.say(text) : note(text)),
    }),
  );
  context.result(format === 'json' ? json(started) : `${statusText(started)}\n`);
  return EXIT.ok;
}

async function down(context: CommandContext, options: Input): Promise<ExitCode> {
  const purge = options.purge === true;
  const alsoPurge = purge ? sandboxModels(context, options).flatMap(({cluster}) => (cluster === undefined ? [] : [cluster.name])) : [];
  const folders = alsoPurge.map(name => join(context.cwd, 'state', name));
  await context.progress.run('sandbox down', () => sandboxDown({root: context.cwd, purge, alsoPurge: folders}));
  context.say(purge ? 'The sandbox is down and its data is deleted.' : 'The sandbox is down; its data is kept.');
  return EXIT.ok;
}

async function status(context: CommandContext, options: Input): Promise<ExitCode> {
  const found = await sandboxStatus({root: context.cwd});
  context.result(textOrJson(options.format) === 'json' ? json(found) : `${statusText(found)}\n`);
  return found.healthy ? EXIT.ok : EXIT.unfinished;
}

async function environment(context: CommandContext, options: Input): Promise<ExitCode> {
  const root = context.cwd;
  const users = sandboxModels(context, options).flatMap(model => model.users);
  const byUser = users.flatMap(({name, spec}): [string, string][] =>
    spec.scram !== undefined && 'env' in spec.scram.passwordFrom ? [[name, spec.scram.passwordFrom.env]] : [],
  );
  const forClients = await sandboxEnvironment({root, names: byUser.map(([, variable]) => variable)});
  const passwords = new Map(byUser.map(([user, variable]): [string, string] => [user, forClients[variable] ?? '']));
  const connection = await sandboxConnection({root});
  const variables = {
    ...forClients,
    // For the engine by hand in cdktf.out/stacks/<stack>.
    ...providerEnvironment(connection),
    KAFKA_CA_CERT: forClients['KAFKA_CA_FILE'] ?? '',
    TF_CLI_CONFIG_FILE: cliConfigFile(root),
    ...stackVariables({users: [...passwords.keys()], passwords, bootstrap: connection.bootstrap}),
  };
  context.result(
    Object.entries(variables)
      .map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`)
      .join(''),
    {isPrivate: true},
  );
  return EXIT.ok;
}

async function logs(context: CommandContext, options: Input, broker: number | undefined): Promise<ExitCode> {
  const root = context.cwd;
  const lines = positive('--lines', options.lines);
  // Tells an absent sandbox from one whose brokers never ran.
  await sandboxConnection({root});
  const ids = broker === undefined ? (await sandboxStatus({root})).brokers.map(({id}) => id) : [broker];
  for (const id of ids) {
    const tail = await sandboxLogTail({root, id, lines});
    context.result(ids.length > 1 ? `==> broker ${id} <==\n${tail}\n` : `${tail}\n`);
  }
  if (options.follow === true) {
    await followBrokerLogs({
      root,
      ids,
      signal: context.signal,
      onText: (id, text) => context.result(ids.length > 1 ? prefixed(id, text) : text),
    });
  }
  return EXIT.ok;
}

function prefixed(id: number, text: string): string {
  return text.replaceAll(/^(?=.)/gm, `${id}: `);
}

/** The models of the specs' own sandbox clusters; none where the specs are missing, which these actions do without. */
function sandboxModels(context: CommandContext, options: Input): readonly Model[] {
  try {
    const {models} = loadSpecs({cwd: context.cwd, directory: options.specs});
    return models.filter(({cluster}) => cluster?.spec.sandbox === true);
  } catch (thrown) {
    if (thrown instanceof WeirError) return [];
    throw thrown;
  }
}

function statusText({clusterId, healthy, brokers}: SandboxStatus): string {
  if (clusterId === undefined) return 'There is no sandbox here; start one with: weir sandbox up';
  const table = new Table({head: ['broker', 'state', 'pid', 'address'], style: {head: [], border: []}});
  for (const {id, state, pid, port} of brokers) table.push([id, state, pid ?? '-', `localhost:${port}`]);
  return `${table.toString()}\ncluster ${clusterId}: ${healthy ? 'healthy' : 'not healthy'}`;
}

function json(value: SandboxStatus): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function positive(what: string, text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw usageError('sandbox/number', `${what}: ${JSON.stringify(text)} is no positive whole number`);
}

function shellQuoted(text: string): string {
  if (text.includes('\0')) throw unfinished('sandbox/quoting', 'a value with a NUL cannot be exported');
  return /^[A-Za-z0-9_.,:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
