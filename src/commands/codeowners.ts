import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {EXIT, usageError} from '../findings/error.ts';
import {visible} from '../findings/visible.ts';
import {writeReport} from '../findings/write-report.ts';
import {codeOwners, ownersOf, withCodeOwners} from '../specs/codeowners.ts';
import {loadSpecs} from '../specs/load.ts';
import {unifiedDiff} from './check/unified-diff.ts';
import {command} from './command.ts';

/** Where GitHub looks first. */
const DEFAULT_FILE = '.github/CODEOWNERS';

export default command({
  summary: 'write CODEOWNERS from the owners of documents, so that a pull request asks who answers for what it changes',
  examples: [
    {line: 'weir codeowners --org acme', does: 'prints a line a folder: /topic-specs/orders/ @acme/team-orders'},
    {line: 'weir codeowners --org acme --out .github/CODEOWNERS', does: 'writes them into the file; what else stands there stays'},
    {line: 'weir codeowners --org acme --check', does: 'exits 1 where the file is not up to date'},
  ],
  define: parser =>
    parser
      .option('--org <name>', 'organisation on GitHub: an owner is its team, @NAME/owner')
      .option('--handle <owner=handle>', 'handle of one owner, like team-orders=@acme/orders; can be repeated', collect)
      .option('--out <file>', 'write into this file')
      .option('--check', `exit 1 where the file is stale (default: ${DEFAULT_FILE})`),
  async run(context, {options}) {
    const {cwd} = context;
    const specs = loadSpecs({cwd, directory: options.specs});
    const prefix = folderInRepository(cwd);
    const files = specs.parsed.files.map(({source, envelopes}) => ({file: prefix + source.path, owners: ownersOf(envelopes)}));
    const {lines, left} = codeOwners(files, handles(options.org, options.handle ?? []));
    for (const {file, reason} of left) context.say(`${visible(file)} has no line: ${reason}`);
    if (options.out === undefined && options.check !== true) {
      context.result(lines.map(line => `${line}\n`).join(''));
      return EXIT.ok;
    }
    const shown = options.out ?? DEFAULT_FILE;
    const file = path.resolve(cwd, shown);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const after = withCodeOwners(before, lines);
    if (options.check === true) {
      if (after === before) return EXIT.ok;
      context.result(unifiedDiff(shown, before, after));
      context.complain(`${shown} is not up to date: weir codeowners --out ${shown}, with the same --org and --handle`);
      return EXIT.findings;
    }
    if (after !== before) writeReport(file, after);
    context.say(after === before ? `${shown} is up to date` : `wrote ${shown}`);
    return EXIT.ok;
  },
});

function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}

/** The working directory as seen from the root of its repository, with a `/` at its end: paths of CODEOWNERS start there. */
function folderInRepository(cwd: string): string {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.git'))) return folder === cwd ? '' : `${path.relative(folder, cwd).split(path.sep).join('/')}/`;
    if (folder === path.dirname(folder)) return '';
  }
}

/** A user or a team on GitHub, or an address of mail. */
const HANDLE = /^(?:@[A-Za-z0-9][A-Za-z0-9-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)?|[^\s@/]+@[^\s@/]+\.[^\s@/]+)$/;

/** How CODEOWNERS calls an owner. Throws a usage error where no handle can be made of one. */
function handles(organisation: string | undefined, stated: readonly string[]): (owner: string) => string {
  const known = new Map(
    stated.map(text => {
      const at = text.lastIndexOf('=');
      const [owner, handle] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
      if (owner === '' || !HANDLE.test(handle))
        throw usageError(
          'codeowners/handle',
          `--handle ${JSON.stringify(text)} names no owner and handle`,
          'write for example: --handle team-orders=@acme/orders',
        );
      return [owner, handle];
    }),
  );
  return owner => {
    const made = HANDLE.test(owner) ? owner : organisation === undefined ? `@${owner}` : `@${organisation}/${owner}`;
    const handle = known.get(owner) ?? made;
    if (HANDLE.test(handle)) return handle;
    throw usageError(
      'codeowners/owner',
      `the owner ${JSON.stringify(owner)} is no name on GitHub`,
      `say what it is there: --handle ${JSON.stringify(`${owner}=@acme/team`)}`,
    );
  };
}
