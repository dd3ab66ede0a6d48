import type {Connection} from '../cluster/connection.ts';
import {usageError} from '../findings/error.ts';
import type {Finding} from '../findings/finding.ts';
import {suggestion} from '../findings/suggest.ts';
import {loadSpecs} from '../specs/load.ts';
import type {Model, Resource} from '../specs/model.ts';
import {openTarget} from './target.ts';

/** Which documents a program goes by. */
export interface SpecsChoice {
  /** Folder of the documents; by default `topic-specs`. */
  specs?: string;
  /** `metadata.name` of the Cluster; needed where there are several. */
  cluster?: string;
  /** Where the folder and secrets in files are, and the sandbox's; by default the working directory. */
  cwd?: string;
  /** Where secrets in variables are; by default the program's environment. */
  env?: NodeJS.ProcessEnv;
}

export interface UserChoice extends SpecsChoice {
  /** `metadata.name` of a User document; by default the administrator of the Cluster. */
  user?: string;
}

/**
 * A connection by a Cluster document, as its administrator or as one of its users. Fails with a usage error (exit 2) that names the
 * document's line: specs that are wrong, a name that is none, a secret that is missing.
 */
export async function connectionOf(choice: UserChoice = {}): Promise<Connection> {
  const {model, cluster} = modelOf(choice);
  const target = openTarget(cluster, {cwd: choice.cwd ?? process.cwd(), env: choice.env ?? process.env});
  if (choice.user === undefined) return await target.admin();
  const access = await target.as(named(model.users, choice.user, 'User', cluster));
  if ('connection' in access) return access.connection;
  throw usageError('client/user', `User/${choice.user} cannot connect to ${cluster.name}: ${access.unavailable}`);
}

/** A ClientProfile document as it holds for a cluster, for `createProducer` and `createConsumer`. */
export function profileOf(name: string, choice: SpecsChoice = {}): Resource<'ClientProfile'> {
  const {model, cluster} = modelOf(choice);
  return named(model.profiles, name, 'ClientProfile', cluster);
}

function modelOf({specs = 'topic-specs', cluster: name, cwd = process.cwd()}: SpecsChoice): {model: Model; cluster: Resource<'Cluster'>} {
  const {models, findings} = loadSpecs({cwd, directory: specs});
  const clusters = models.flatMap(model => (model.cluster === undefined ? [] : [{model, cluster: model.cluster}]));
  const names = clusters.map(({cluster}) => cluster.name);
  const found = name === undefined && clusters.length === 1 ? clusters[0] : clusters.find(({cluster}) => cluster.name === name);
  const wrong = findings.filter(
    ({level, clusters: own}) => level === 'error' && (own.length === 0 || name === undefined || own.includes(name)),
  );
  if (wrong.length > 0)
    throw usageError(
      'client/specs',
      `the documents in ${specs} are wrong:\n${wrong.slice(0, 5).map(lineOf).join('\n')}`,
      'weir check shows all of it',
    );
  if (found !== undefined) return found;
  const what = name === undefined ? 'name the cluster' : `there is no cluster ${name}${suggestion(name, names)}`;
  throw usageError('client/cluster', `${what}: ${names.length === 0 ? `${specs} has no Cluster document` : names.join(', ')}`);
}

function named<K extends 'User' | 'ClientProfile'>(
  resources: readonly Resource<K>[],
  name: string,
  kind: K,
  cluster: Resource<'Cluster'>,
): Resource<K> {
  const found = resources.find(one => one.name === name);
  if (found !== undefined) return found;
  const names = resources.map(one => one.name);
  throw usageError(
    'client/document',
    `${cluster.name} has no ${kind} ${name}${suggestion(name, names)}`,
    names.length === 0 ? undefined : `it has ${names.join(', ')}`,
  );
}

function lineOf({location: {file, line, column}, message}: Finding): string {
  return `  ${file}:${line}:${column}: ${message}`;
}
