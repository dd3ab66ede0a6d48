import path from 'node:path';
import {EXIT, WeirError} from '../findings/error.ts';
import {compareText} from '../findings/finding.ts';
import type {UnitEntry} from './entries.ts';
import {scenarios as ourScenarios, stacks as ourStacks} from './generated/registry.ts';
import {isOurs} from './package-root.ts';
import {type TeamFolder, teamFiles} from './team-files.ts';
import {loadTeamModule} from './team-module.ts';

/**
 * The scenarios of a kind, ours and those in the team's `scripts/<kind>/`, by name. Nothing is loaded before its
 * `load()`; whoever loads checks that it is a scenario.
 */
export function scenarioEntries(cwd: string, kind: 'smoke' | 'chaos'): UnitEntry[] {
  const prefix = `${kind}/`;
  const ours = ourScenarios.filter(({id}) => id.startsWith(prefix)).map(one => ({...one, id: one.id.slice(prefix.length)}));
  return withTeams(ours, {cwd, directory: `scripts/${kind}`, recursive: false}, 'a scenario');
}

/** The CDKTF stacks, ours and those in the team's `stacks/`. */
export function stackEntries(cwd: string): UnitEntry[] {
  return withTeams(ourStacks, {cwd, directory: 'stacks', recursive: false}, 'a stack');
}

function withTeams(ours: readonly UnitEntry[], folder: TeamFolder, what: string): UnitEntry[] {
  if (isOurs(path.resolve(folder.cwd, folder.directory), folder.directory)) return [...ours];
  const entries = new Map(ours.map(one => [one.id, one]));
  for (const one of teamFiles(folder)) {
    if (entries.has(one.id)) {
      throw new WeirError(`${one.file}: the name ${one.id} is taken by ${what} that ships with Weir or stands beside it`, {
        code: 'extensions/id-clash',
        exit: EXIT.usage,
        hint: 'give the file another name',
      });
    }
    entries.set(one.id, {id: one.id, file: one.file, load: async () => ({default: await loadTeamModule(one)})});
  }
  return [...entries.values()].sort((a, b) => compareText(a.id, b.id));
}
