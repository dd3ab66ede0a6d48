import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {COMMANDS} from '../../src/commands/generated/registry.ts';
import {scenarios} from '../../src/extensions/generated/registry.ts';
import {ourRules} from '../../src/extensions/rules.ts';
import {KIND_DEFINITIONS} from '../../src/specs/kinds/index.ts';
import {KINDS} from '../../src/specs/model.ts';
import {GUIDE, type Practice} from './guide.ts';
import {code, page, prose, table} from './markdown.ts';
import {markedCovers} from './marked.ts';

/** What covers a practice: who says so, and how the page shows it. */
export interface Cover {
  practice: string;
  type: 'rule' | 'command' | 'kind' | 'library' | 'example' | 'proof' | 'test' | 'document';
  /** Markdown. */
  shown: string;
}

const TYPES: Readonly<Record<Cover['type'], string>> = {
  rule: 'rules',
  command: 'commands',
  kind: 'kinds',
  library: 'library',
  example: 'examples',
  proof: 'proofs',
  test: 'tests',
  document: 'documents',
};

/** `docs/coverage.md`: each practice of the guide, and what in this repository covers it by its own word. */
export async function coveragePage(header: string, root: string): Promise<string> {
  const covers = await coversOf(root);
  const themes = GUIDE.map(({title, practices}) => ({title, rows: practices.map(practice => rowOf(practice, covers))}));
  const rows = themes.flatMap(theme => theme.rows);
  const open = rows.filter(({covered}) => !covered);
  return page(
    '# Coverage of the practices',
    header,
    'A list of practices for running Kafka, kept in `tools/reference/guide.ts`, and what covers each here. Each rule, command, kind and proof says itself what it covers, and so does a document, a part of the library, an example or a test in a comment; this page only collects it. A line that says the same as another is covered by what covers that one.',
    `**${rows.length - open.length} of ${rows.length} are covered.** What nothing covers yet is marked in the tables; most of it is about stream processing and monitoring.`,
    ...libraryTable(covers),
    ...themes.flatMap(({title, rows: lines}) => [
      `## ${title}`,
      table(
        ['', 'asks for', 'covered by'],
        lines.map(({id, says, shown}) => [id, prose(says), shown]),
      ),
    ]),
  );
}

/** Each pattern that the library builds: the modules, a program that shows it, and what proves it on real brokers. */
function libraryTable(covers: readonly Cover[]): string[] {
  const of = (practice: string, ...types: Cover['type'][]) =>
    covers.filter(one => one.practice === practice && types.includes(one.type)).map(({shown}) => shown);
  const patterns = GUIDE.filter(({title}) => title === 'Patterns')
    .flatMap(({practices}) => practices)
    .filter(({id}) => of(id, 'library').length > 0);
  if (patterns.length === 0) return [];
  return [
    '## From pattern to proof',
    'The patterns of the guide that `kafka-weir/clients` and `kafka-weir/admin` build.',
    table(
      ['', 'pattern', 'modules', 'example', 'proof'],
      patterns.map(({id, says}) => [
        id,
        prose(says),
        of(id, 'library').join(', '),
        of(id, 'example').join(', '),
        of(id, 'proof', 'test').join(', '),
      ]),
    ),
  ];
}

function rowOf({id, says, same = []}: Practice, covers: readonly Cover[]): {id: string; says: string; shown: string; covered: boolean} {
  const own = covers.filter(({practice}) => practice === id);
  const shared = same.filter(other => covers.some(({practice}) => practice === other));
  const parts = Object.entries(TYPES).flatMap(([type, label]) => {
    const ofType = own.filter(cover => cover.type === type).map(({shown}) => shown);
    return ofType.length === 0 ? [] : [`${label}: ${ofType.join(', ')}`];
  });
  const like = shared.length === 0 ? [] : [`as ${shared.join(', ')}`];
  const covered = own.length > 0 || shared.length > 0;
  return {id, says, covered, shown: covered ? [...parts, ...like].join('; ') : '**nothing yet**'};
}

/** Everything that says what it covers, in the order of the page. */
export async function coversOf(root: string): Promise<Cover[]> {
  const {rules} = ourRules();
  const commands = await Promise.all(COMMANDS.map(async ({name, load}) => ({name, covers: (await load()).covers ?? []})));
  const proofs = await Promise.all(scenarios.map(async ({id, load}) => ({id, covers: statedCovers(await load())})));
  return [
    ...rules.flatMap(({id, covers = []}) =>
      covers.map((practice): Cover => ({practice, type: 'rule', shown: `[${code(id)}](rules/${id}.md)`})),
    ),
    ...KINDS.flatMap(kind =>
      (KIND_DEFINITIONS[kind].covers ?? []).map(
        (practice): Cover => ({practice, type: 'kind', shown: `[${kind}](reference/kinds.md#${kind.toLowerCase()})`}),
      ),
    ),
    ...commands.flatMap(({name, covers}) =>
      covers.map(
        (practice): Cover => ({practice, type: 'command', shown: `[${code(`weir ${name}`)}](reference/commands.md#weir-${name})`}),
      ),
    ),
    ...proofs.flatMap(({id, covers}) =>
      covers.map((practice): Cover => ({practice, type: 'proof', shown: `[${code(id)}](../scripts/${id}.ts)`})),
    ),
    ...markedCovers(root),
    ...documentCovers(root),
  ];
}

/** `covers` of a scenario's module. */
function statedCovers(module: {default: unknown}): string[] {
  const {default: exported} = module;
  const covers: unknown = typeof exported === 'object' && exported !== null ? Reflect.get(exported, 'covers') : undefined;
  return Array.isArray(covers) ? covers.filter(one => typeof one === 'string') : [];
}

function documentCovers(root: string): Cover[] {
  const docs = path.join(root, 'docs');
  const files = readdirSync(docs, {recursive: true, encoding: 'utf8'}).filter(file => file.endsWith('.md') && file !== 'coverage.md');
  return files.sort().flatMap(file => {
    const text = readFileSync(path.join(docs, file), 'utf8');
    const [, list = ''] = /^<!-- covers: ([A-Z0-9., ]+) -->$/m.exec(text) ?? [];
    const [, title = file] = /^# (.*)$/m.exec(text) ?? [];
    const shown = `[${prose(title)}](${file.split(path.sep).join('/')})`;
    return list
      .split(/[ ,]+/)
      .filter(practice => practice !== '')
      .map((practice): Cover => ({practice, type: 'document', shown}));
  });
}
