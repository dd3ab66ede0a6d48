import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {loadRules} from '../extensions/rules.ts';
import {slashed} from '../extensions/team-files.ts';
import {BUILT_IN_PREFIXES} from '../findings/built-in.ts';
import {EXIT, messageOf, usageError} from '../findings/error.ts';
import {nearest, suggestion} from '../findings/suggest.ts';
import {KINDS, type Kind} from '../specs/model.ts';
import {command} from './command.ts';
import {type ScaffoldFile, typescriptRule, yamlRule} from './scaffold-rule.ts';
import {schemaName} from './schema.ts';

interface Request {
  cwd: string;
  policies: string;
  name: string;
  kind?: string | undefined;
  yaml: boolean;
}

interface Scaffold {
  /** Relative to the folder that they are written to. */
  files: ScaffoldFile[];
  folder: string;
  /** What to do then, a line each. */
  next: string[];
}

/** What can be begun, by the word that asks for it. */
const SCAFFOLDS: Readonly<Record<string, (request: Request) => Promise<Scaffold>>> = {policy: newPolicy};

export default command({
  summary: 'begin a rule of your own, with examples and a test',
  examples: [
    {line: 'weir new policy topic/even-partitions', does: 'writes policies/topic/even-partitions.ts and its test'},
    {line: 'weir new policy acl/service-users --yaml', does: 'the same in YAML, without code'},
    {line: 'weir new policy ours/small-quotas --kind Quota', does: 'where the folder does not name the kind'},
  ],
  define: parser =>
    parser
      .argument('<what>', `what to begin: ${Object.keys(SCAFFOLDS).join(', ')}`)
      .argument('<name>', 'path below the folder of the policies, which is the id of the rule: topic/even-partitions')
      .option('--kind <kind>', `kind of the documents that it judges: ${KINDS.join(', ')} (default: what the folder is called, or Topic)`)
      .option('--yaml', 'write it in YAML'),
  async run(context, {args: [what, name], options}) {
    const scaffold = Object.hasOwn(SCAFFOLDS, what) ? SCAFFOLDS[what] : undefined;
    if (scaffold === undefined)
      throw usageError(
        'new/unknown',
        `there is no scaffold for ${JSON.stringify(what)}${suggestion(what, Object.keys(SCAFFOLDS))}`,
        `known: ${Object.keys(SCAFFOLDS).join(', ')}`,
      );
    const request = {cwd: context.cwd, policies: options.policies, name, kind: options.kind, yaml: options.yaml === true};
    const {files, folder, next} = await scaffold(request);
    const written = writeAll(files, folder, context.cwd);
    context.result(`${[...written.map(file => `wrote ${file}`), '', ...next].join('\n')}\n`);
    return EXIT.ok;
  },
});

async function newPolicy({cwd, policies, name, kind, yaml}: Request): Promise<Scaffold> {
  const id = checkedId(name, cwd, policies);
  const known = await loadRules({cwd, directory: policies});
  const taken = known.rules.find(rule => rule.id === id);
  if (taken !== undefined) {
    const whose = taken.origin === 'weir' ? 'a rule that ships with Weir' : `${taken.source?.file}`;
    throw usageError(
      'new/taken',
      `the id ${id} is taken by ${whose}`,
      `weir explain ${id} shows it; its level and options are set in ${policies}/policy.yaml`,
    );
  }
  const judged = kindOf(kind, id);
  return {
    files: yaml ? yamlRule(id, judged) : typescriptRule(id, judged),
    folder: path.resolve(cwd, policies),
    next: [
      `It judges each ${judged} already; say what you mean, and why:`,
      `  weir rules --test ${id}   # runs its examples`,
      '  weir check   # judges your specs by it, too',
      ...(yaml ? ['  weir schema rule --output rule.schema.json   # for completion in an editor'] : []),
    ],
  };
}

const PART = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Folders below the policies that hold something else than rules. */
const OTHER_FOLDERS = ['packs', 'classes'];

/** An id like `topic/even-partitions`: kebab case, in a folder that is none of Weir's own. */
function checkedId(name: string, cwd: string, policies: string): string {
  const stripped = name.replace(/\.(?:ts|js|ya?ml)$/, '');
  const parts = stripped.split('/');
  const wrong = parts.find(part => !PART.test(part));
  if (parts.length < 2 || wrong !== undefined) {
    const kebab = parts.map(toKebab).filter(part => part !== '');
    const guess = kebab.length === 0 ? 'topic/even-partitions' : kebab.length === 1 ? `topic/${kebab[0]}` : kebab.join('/');
    throw usageError(
      'new/name',
      `${JSON.stringify(name)} is no name of a rule: it is folder/name in small letters, digits and hyphens`,
      `weir new policy ${guess}`,
    );
  }
  const [folder = ''] = parts;
  if (BUILT_IN_PREFIXES.some(prefix => prefix === folder) || OTHER_FOLDERS.includes(folder))
    throw usageError('new/reserved', `ids that start with ${folder}/ are Weir's own`, `weir new policy topic/${parts.slice(1).join('/')}`);
  if (path.relative(cwd, path.resolve(cwd, policies)).startsWith('..'))
    throw usageError('new/outside', `${policies} is outside of the working directory`, 'run weir where the folder of the policies stands');
  return stripped;
}

function toKebab(part: string): string {
  return part
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
}

function kindOf(stated: string | undefined, id: string): Kind {
  const [folder = ''] = id.split('/');
  const name = stated ?? folder;
  const wanted = name.toLowerCase();
  // As a folder of ours is called, too: policies/client.
  const kind = KINDS.find(one => one.toLowerCase() === wanted || schemaName(one) === wanted || schemaName(one).startsWith(`${wanted}-`));
  if (kind !== undefined) return kind;
  if (stated === undefined) return 'Topic';
  const guess = nearest(stated, KINDS);
  throw usageError(
    'new/kind',
    `there is no kind ${stated}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    `kinds: ${KINDS.join(', ')}`,
  );
}

/** Writes files that must not be there yet, and says which. */
function writeAll(files: readonly ScaffoldFile[], folder: string, cwd: string): string[] {
  const targets = files.map(({path: file, text}) => ({full: path.join(folder, file), text}));
  const shown = (full: string): string => slashed(path.relative(cwd, full));
  const there = targets.find(({full}) => existsSync(full));
  if (there !== undefined) throw usageError('new/exists', `${shown(there.full)} exists already`, 'take another name, or remove the file');
  for (const {full, text} of targets) {
    try {
      mkdirSync(path.dirname(full), {recursive: true});
      // Never over a file that came into being since.
      writeFileSync(full, text, {flag: 'wx'});
    } catch (error) {
      throw usageError('new/not-written', `${shown(full)} cannot be written: ${messageOf(error)}`);
    }
  }
  return targets.map(({full}) => shown(full));
}
