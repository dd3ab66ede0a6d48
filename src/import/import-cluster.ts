import type {LiveFacts} from '../cluster/facts.ts';
import type {Model, Resource} from '../specs/model.ts';
import type {DomainRule} from './domains.ts';
import type {Draft} from './draft.ts';
import {draftFiles, type FileChange} from './files.ts';
import {type ImportPlan, planImport} from './plan-import.ts';
import type {Scope} from './scope.ts';
import {type Update, updateDocuments} from './update.ts';
import type {Workspace} from './workspace.ts';

export interface ImportOptions {
  model: Model & {cluster: Resource<'Cluster'>};
  scope: Scope;
  rule: DomainRule;
  /** Principals that Weir does not manage, each with the reason. */
  unmanaged: ReadonlyMap<string, string>;
  /** Whose the drafts are: asked once, when all of them are known. */
  owners(drafts: readonly Draft[]): Promise<(draft: Draft) => string>;
  /** True: what differs is changed in the documents that say it. */
  updates: boolean;
}

export interface Imported {
  plan: ImportPlan;
  /** What is to be written: new files, and files with more documents or other values. */
  files: Map<string, FileChange>;
  /** What taking over the live values would change, or changes. */
  update: Update;
  /** All documents as they are after it. */
  workspace: Workspace;
  /** What they say of the cluster; undefined where its document could not be read any more. */
  model: ImportOptions['model'] | undefined;
}

/** All of an import but reading the cluster and writing the files. */
export async function importCluster(workspace: Workspace, facts: LiveFacts, options: ImportOptions): Promise<Imported> {
  const {model} = options;
  const plan = planImport({
    ...options,
    facts,
    variables: workspace.variables(),
  });
  const clusters = workspace.specs.models.flatMap(({cluster}) => (cluster === undefined ? [] : [cluster]));
  const update = updateDocuments({
    differences: plan.differences,
    cluster: {name: model.cluster.name, environment: model.cluster.spec.environment},
    environments: new Map(clusters.map(({name, spec}) => [name, spec.environment])),
    sourceOf: file => workspace.specs.sourceOf(file),
  });
  const files = new Map<string, FileChange>(options.updates ? update.files : []);
  const ownerOf = await options.owners(plan.drafts);
  const drafts = draftFiles({
    drafts: plan.drafts,
    directory: workspace.directory,
    isDomainFolder: workspace.isDomainFolder,
    clusters: clusters.length > 1 ? [model.cluster.name] : undefined,
    ownerOf,
    textOf: file => files.get(file)?.after ?? workspace.specs.sourceOf(file),
  });
  for (const [file, {before, after}] of drafts) files.set(file, {before: files.get(file)?.before ?? before, after});
  const left = workspace.with(files);
  const after = left.specs.models.find(({cluster}) => cluster?.name === model.cluster.name);
  return {plan, files, update, workspace: left, model: after?.cluster === undefined ? undefined : {...after, cluster: after.cluster}};
}
