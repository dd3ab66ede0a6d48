import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {domainRule} from '../../src/import/domains.ts';
import {type Imported, importCluster} from '../../src/import/import-cluster.ts';
import {readOwners} from '../../src/import/owners.ts';
import {Scope} from '../../src/import/scope.ts';
import {Workspace} from '../../src/import/workspace.ts';
import {UNKNOWN_OWNER} from '../../src/specs/codeowners.ts';
import {type LiveWorld, liveFacts} from '../fixtures/live-facts.ts';

/**
 * Each folder of golden/ holds `live.json` (a cluster), `specs/` (the documents that were there before), `options.json`, and
 * `expected/`: every file as an import writes it, and `report`, what it says beside them. `UPDATE_GOLDEN=1` writes those
 * anew; read the difference before it is committed.
 */
const golden = path.join(import.meta.dirname, 'golden');

interface Options {
  domainRule?: string;
  owners?: string;
  include?: string[];
  exclude?: string[];
  update?: boolean;
}

describe.each(readdirSync(golden))('%s', name => {
  it('is imported as expected', async () => {
    const cwd = path.join(golden, name);
    const world: LiveWorld = JSON.parse(readFileSync(path.join(cwd, 'live.json'), 'utf8'));
    const options: Options = JSON.parse(readFileSync(path.join(cwd, 'options.json'), 'utf8'));
    const workspace = Workspace.open({cwd, specs: 'specs', out: 'specs'});
    const imported = await importWith(workspace, world, options);
    const files = new Map([...imported.files].map(([file, {after}]) => [file.replace(/^specs\//, ''), after]));
    files.set('report', reportOf(imported));
    const expected = path.join(cwd, 'expected');
    if (process.env['UPDATE_GOLDEN'] === '1') write(expected, files);
    expect(Object.fromEntries(files)).toEqual(Object.fromEntries(readBelow(expected)));
    expect(imported.workspace.specs.findings.map(({message, location}) => `${location.file}:${location.line} ${message}`)).toEqual([]);
  });
});

async function importWith(workspace: Workspace, world: LiveWorld, options: Options): Promise<Imported> {
  const model = workspace.specs.models.find(({cluster}) => cluster?.name === 'shop');
  if (model?.cluster === undefined) throw new Error('the documents before declare no cluster shop');
  const owners = readOwners('owners', options.owners ?? '');
  return importCluster(workspace, liveFacts(world), {
    model: {...model, cluster: model.cluster},
    scope: new Scope(options),
    rule: domainRule(options.domainRule),
    unmanaged: new Map([['User:admin', 'it is the administrator that Weir connects as']]),
    owners: async () => draft => owners(draft) ?? UNKNOWN_OWNER,
    updates: options.update === true,
  });
}

function reportOf({plan, update}: Imported): string {
  return [
    ...plan.leftOut.map(({kind, name, reason, because}) => `left out (${because}): ${kind} ${name}: ${reason}`),
    ...plan.notes.map(note => `note: ${note}`),
    ...plan.differences.map(
      ({resource, field, declared, live}) => `differs: ${resource.kind} ${resource.name} ${field}: ${declared} is ${JSON.stringify(live)}`,
    ),
    ...update.refused.map(
      ({difference: {resource, field}, reason}) => `not updated: ${resource.kind} ${resource.name} ${field}: ${reason}`,
    ),
    ...plan.gone.map(({kind, name, what}) => `gone: ${kind} ${name}: ${what}`),
    `${plan.bindings} bindings, ${plan.excluded} excluded`,
    '',
  ].join('\n');
}

function write(folder: string, files: ReadonlyMap<string, string>): void {
  rmSync(folder, {recursive: true, force: true});
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(folder, file)), {recursive: true});
    writeFileSync(path.join(folder, file), text);
  }
}

function readBelow(folder: string): [string, string][] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .map(file => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]);
}
