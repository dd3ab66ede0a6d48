import {EXIT, type ExitCode} from '../../findings/error.ts';
import type {LoadedSpecs} from '../../specs/load.ts';
import {loadSpecs} from '../../specs/load.ts';
import type {Model} from '../../specs/model.ts';
import {chooseCluster} from '../choose-cluster.ts';
import type {CommandContext} from '../command.ts';
import type {AccessOptions} from './action.ts';

export interface AccessSpecs {
  specs: LoadedSpecs;
  model: Model;
}

/**
 * The documents by which a question of access is answered, on the chosen cluster; without a Cluster document, as they stand.
 * A document that cannot be read is access that nobody knows of, so it stops the answer: `refused` is the exit code.
 */
export async function openAccess(
  context: CommandContext,
  options: AccessOptions,
  action: string,
): Promise<AccessSpecs | {refused: ExitCode}> {
  const specs = loadSpecs({cwd: context.cwd, directory: options.specs});
  if (specs.findings.some(({level}) => level === 'error')) {
    const {openSpecs} = await import('../proving.ts');
    const opened = await openSpecs(context, options, {name: `access ${action}`, writes: false});
    return {refused: 'refused' in opened ? opened.refused : EXIT.findings};
  }
  const [only] = specs.models;
  if (
    specs.models.length === 1 &&
    only !== undefined &&
    only.cluster === undefined &&
    options.cluster === undefined &&
    options.live !== true
  )
    return {specs, model: only};
  return {specs, model: chooseCluster(specs.models, {cluster: options.cluster, writes: false})};
}
