import {needsOf} from '../../access/derive.ts';
import {type LoadedSpecs, loadSpecs, type ParsedFile, parseFile, resolveSpecs} from '../../specs/load.ts';
import type {Model} from '../../specs/model.ts';
import {readSpecFiles, type SpecFile} from '../../specs/read.ts';

/**
 * The specs as far as they bear on a question of access: every document that states or derives rights, and of the topics
 * those that `mentions` or a right depend on. Most files of a company are topics about which nobody asked; they are read, and
 * not parsed. A model that is made so has all users, Acls and Applications, and not all topics.
 */
export function loadForAccess({cwd, directory, mentions}: {cwd: string; directory: string; mentions: readonly string[]}): LoadedSpecs {
  const {files, findings} = readSpecFiles({cwd, directory});
  // It says that there is none.
  if (files.length === 0) return loadSpecs({cwd, directory});
  const parsed = new Map<SpecFile, ParsedFile>();
  const parse = (wanted: (text: string) => boolean): LoadedSpecs => {
    for (const file of files) if (!parsed.has(file) && wanted(file.source.text)) parsed.set(file, parseFile(file));
    return resolveSpecs({files: files.flatMap(file => parsed.get(file) ?? []), findings});
  };
  const specs = parse(text => MAY_CONCERN_ACCESS.test(text));
  const names = [...topicsAskedFor(specs.models), ...mentions];
  const more = files.some(file => !parsed.has(file) && names.some(name => file.source.text.includes(name)));
  return more ? parse(text => names.some(name => text.includes(name))) : specs;
}

/**
 * Without one of these words there is no such document in a file, whatever else stands there; but for the escapes of a quoted
 * text (`"\u0041cl"`), which need a backslash.
 */
const MAY_CONCERN_ACCESS = /Acl|Application|Cluster|User|\\/;

/** The names of topics on whose declaration a derived right depends: a topic that nobody declares, its user has to make. */
function topicsAskedFor(models: readonly Model[]): Set<string> {
  const asked = new Set<string>();
  const isDeclared = (topic: string): boolean => {
    asked.add(topic);
    return false;
  };
  for (const {applications} of models) for (const one of applications) needsOf(one, '', {isDeclared});
  return asked;
}
