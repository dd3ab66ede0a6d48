import {connectionOf} from '../clients/render/connection.ts';
import {TARGETS} from '../clients/render/index.ts';
import {leftLine, render, type Target} from '../clients/render/target.ts';
import {EXIT, type ExitCode, usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';
import {visible} from '../findings/visible.ts';
import {loadSpecs} from '../specs/load.ts';
import {CLIENT_SECTIONS, type ClientSection, type Model, type Resource} from '../specs/model.ts';
import {chooseCluster} from './choose-cluster.ts';
import {type CommandContext, command, type GlobalOptions} from './command.ts';
import {textOrJson} from './text-or-json.ts';

interface Input extends GlobalOptions {
  for?: string;
  section?: string;
}

type Action = (context: CommandContext, options: Input, name: string | undefined) => Promise<ExitCode>;

const ACTIONS: Record<string, Action> = {render: renderProfile};

export default command({
  summary: 'render a client profile for a client library: render PROFILE --for java, librdkafka, kafkajs, python, spring',
  examples: [
    {line: 'weir clients render exactly-once --for java --section producer', does: 'prints the properties of a producer'},
    {line: 'weir clients render exactly-once --for kafkajs --output kafka-settings.js', does: 'writes a module for kafkajs'},
    {
      line: 'weir clients render exactly-once --for spring --cluster production',
      does: 'adds the connection to a cluster; user and password stay in the environment',
    },
    {
      line: 'weir clients render exactly-once --for librdkafka --section consumer --format json',
      does: 'tells programs what becomes of each setting',
    },
  ],
  covers: ['P01', 'P14', 'P15'],
  define: parser =>
    parser
      .argument('<action>', Object.keys(ACTIONS).join(', '))
      .argument('[profile]', 'render: name of a ClientProfile')
      .option(
        '--for <target>',
        `render: ${Object.entries(TARGETS)
          .map(([name, {summary}]) => `${name}: ${summary}`)
          .join('; ')}`,
      )
      .option('--section <section>', `render: one alone: ${CLIENT_SECTIONS.join(', ')}`),
  async run(context, {args: [name, profile], options}) {
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) {
      const names = Object.keys(ACTIONS);
      throw usageError('clients/action', `there is no action ${name}${suggestion(name, names)}`, `actions: ${names.join(', ')}`);
    }
    return await action(context, options, profile);
  },
});

async function renderProfile(context: CommandContext, options: Input, name: string | undefined): Promise<ExitCode> {
  const format = textOrJson(options.format);
  const target = targetOf(options.for);
  const specs = loadSpecs({cwd: context.cwd, directory: options.specs});
  if (specs.findings.some(({level}) => level === 'error')) {
    const {openSpecs} = await import('./proving.ts');
    const opened = await openSpecs(context, options, {name: 'clients render', writes: false});
    return 'refused' in opened ? opened.refused : EXIT.findings;
  }
  const {models} = specs;
  const {profile, cluster} = chooseProfile(models, name, options.cluster);
  const section = sectionOf(profile, options.section, target);
  const rendering = render(target, {
    name: profile.name,
    profile: profile.spec,
    ...(section === undefined ? {} : {sections: [section]}),
    connection: cluster === undefined ? undefined : connectionOf(cluster),
  });
  if (format === 'json') context.result(`${JSON.stringify({target: options.for, ...rendering}, null, 2)}\n`);
  else {
    context.result(target.write(rendering));
    for (const one of rendering.left) context.say(leftLine(one));
  }
  return EXIT.ok;
}

function targetOf(name: string | undefined): Target {
  const names = Object.keys(TARGETS);
  const target = name !== undefined && Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (target !== undefined) return target;
  const what =
    name === undefined ? 'nothing says for which client library' : `there is no target ${JSON.stringify(name)}${suggestion(name, names)}`;
  throw usageError('clients/target', what, `--for ${names.join(' | ')}`);
}

interface Chosen {
  profile: Resource<'ClientProfile'>;
  /** Only where it was named: its connection belongs into the result. */
  cluster: Resource<'Cluster'> | undefined;
}

/** The profile as it holds on the named cluster; without one, as it holds on all that have it, where that is the same. */
function chooseProfile(models: readonly Model[], name: string | undefined, clusterName: string | undefined): Chosen {
  const all = [...new Set(models.flatMap(({profiles}) => profiles.map(one => one.name)))].sort();
  const hint = all.length === 0 ? 'declare one: kind: ClientProfile, and see weir check' : `profiles: ${all.map(visible).join(', ')}`;
  if (name === undefined) throw usageError('clients/no-profile', 'no profile is named', hint);
  const named = clusterName === undefined ? undefined : chooseCluster(models, {cluster: clusterName, writes: false});
  const found = (named === undefined ? models : [named]).flatMap(({profiles}) => profiles.filter(one => one.name === name));
  const [first] = found;
  if (first === undefined) {
    if (!all.includes(name))
      throw usageError('clients/unknown-profile', `there is no ClientProfile ${visible(name)}${suggestion(name, all)}`, hint);
    throw usageError('clients/other-cluster', `the ClientProfile ${visible(name)} is not for the cluster ${clusterName}`, hint);
  }
  const texts = new Set(found.map(({spec}) => JSON.stringify(spec)));
  if (texts.size === 1) return {profile: first, cluster: named?.cluster};
  const chosen = chooseCluster(models, {writes: false});
  const there = chosen.profiles.find(one => one.name === name);
  return {profile: there ?? first, cluster: undefined};
}

function sectionOf({name, spec}: Resource<'ClientProfile'>, stated: string | undefined, target: Target): ClientSection | undefined {
  const there = CLIENT_SECTIONS.filter(section => spec[section] !== undefined);
  if (stated === undefined) {
    if (target.oneSection !== true || there.length === 1) return there.length === 1 ? there[0] : undefined;
    throw usageError(
      'clients/choose-section',
      `${visible(name)} has settings for ${there.join(' and ')}, which share names: each needs a file of its own`,
      `choose one: --section ${there.join(' | ')}`,
    );
  }
  const section = CLIENT_SECTIONS.find(one => one === stated);
  if (section === undefined)
    throw usageError(
      'clients/section',
      `there is no section ${JSON.stringify(stated)}${suggestion(stated, CLIENT_SECTIONS)}`,
      `sections: ${CLIENT_SECTIONS.join(', ')}`,
    );
  if (there.includes(section)) return section;
  throw usageError('clients/no-section', `${visible(name)} has no settings for ${section}`, `it has: ${there.join(', ')}`);
}
