import {EXIT, type ExitCode} from '../../findings/error.ts';
import {type LoadedSpecs, loadSpecs} from '../../specs/load.ts';
import type {Model} from '../../specs/model.ts';
import {chooseCluster} from '../choose-cluster.ts';
import type {CommandContext} from '../command.ts';
import type {AccessOptions} from './action.ts';
import {loadForAccess} from './needed-files.ts';

export interface AccessSpecs {
  specs: LoadedSpecs;
  model: Model;
}

/** What is declared for one cluster; `cluster` is undefined where the specs have no Cluster document. */
export interface DeclaredTopics {
  cluster: string | undefined;
  names: readonly string[];
}

/**
 * The documents by which access is told, on the chosen cluster; without a Cluster document, as they stand. With `mentions`,
 * the words of a question, only what bears on it is parsed: the model then lacks other topics. A document that cannot be
 * read may be access that nobody knows of, so it stops the answer: `refused` is the exit code.
 */
export async function openAccess(
  context: CommandContext,
  options: AccessOptions,
  {action, mentions}: {action: string; mentions?: readonly string[]},
): Promise<AccessSpecs | {refused: ExitCode}> {
  const {cwd} = context;
  const directory = options.specs;
  const specs = mentions === undefined ? loadSpecs({cwd, directory}) : loadForAccess({cwd, directory, mentions: mentions.map(nameIn)});
  if (specs.findings.some(({level}) => level === 'error')) {
    const {openSpecs} = await import('../proving.ts');
    const opened = await openSpecs(context, options, {name: `access ${action}`, writes: false});
    return {refused: 'refused' in opened ? opened.refused : EXIT.findings};
  }
  const [only] = specs.models;
  const needsCluster = options.cluster !== undefined || options.live === true;
  if (specs.models.length === 1 && only !== undefined && only.cluster === undefined && !needsCluster) return {specs, model: only};
  return {specs, model: chooseCluster(specs.models, {cluster: options.cluster, writes: false})};
}

/** `orders.placed.v1` of `topic:orders.placed.v1`. */
function nameIn(word: string): string {
  return word.slice(word.indexOf(':') + 1);
}

/** The names of all topics by cluster, whatever was parsed for the question: to guess which one was meant. */
export function declaredTopics({cwd}: CommandContext, {specs}: AccessOptions): DeclaredTopics[] {
  return loadSpecs({cwd, directory: specs}).models.map(({cluster, topics}) => ({
    cluster: cluster?.name,
    names: topics.map(({name}) => name),
  }));
}
