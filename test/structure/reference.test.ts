import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {ARCHETYPES} from '../../src/access/archetypes/index.ts';
import {COMMANDS} from '../../src/commands/generated/registry.ts';
import {ourRules} from '../../src/extensions/rules.ts';
import {BUILT_IN_FINDINGS} from '../../src/findings/built-in.ts';
import {KINDS} from '../../src/specs/model.ts';
import {left, reference} from '../../tools/reference.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const files = await reference();
const pages = Object.entries(files).filter(([file]) => file.endsWith('.md'));
const headings = (file: string): string[] => [...(files[file] ?? '').matchAll(/^##+ (.*)$/gm)].map(([, heading = '']) => heading);

describe('the generated reference', () => {
  it('is fresh: npm run generate', () => {
    const stale = Object.entries(files).filter(
      ([file, text]) => !existsSync(path.join(ROOT, file)) || readFileSync(path.join(ROOT, file), 'utf8') !== text,
    );
    expect(stale.map(([file]) => file)).toEqual([]);
  });

  it('has no file that nothing generates', () => {
    expect(left(files)).toEqual([]);
  });

  it('has a section for every command and kind, and for every finding that no rule makes', () => {
    expect(headings('docs/reference/commands.md')).toEqual(expect.arrayContaining(COMMANDS.map(({name}) => `weir ${name}`)));
    expect(headings('docs/reference/kinds.md')).toEqual(expect.arrayContaining([...KINDS]));
    expect(headings('docs/rules/built-in.md')).toEqual(expect.arrayContaining(Object.keys(BUILT_IN_FINDINGS)));
  });

  it('tells of every archetype what it needs, and of every ACL of an example where Kafka asks for it', () => {
    const text = files['docs/reference/access.md'] ?? '';
    expect(headings('docs/reference/access.md')).toEqual(expect.arrayContaining(ARCHETYPES.map(({name}) => name)));
    for (const {name, needs} of ARCHETYPES)
      for (const {operation, type, source, without = ''} of Object.values(needs)) {
        const row = text
          .split('\n')
          .filter(line => line.startsWith(`| \`${operation}\` on ${type} | `) && line.endsWith(` | ${source} | ${without} |`));
        expect(row.length, `${name}: ${operation} on ${type}`).toBeGreaterThan(0);
      }
    const derived = text
      .slice(text.indexOf('## All ACLs'))
      .split('\n')
      .filter(line => line.startsWith('| ['));
    expect(derived.length).toBeGreaterThan(40);
    expect(derived.filter(line => line.split(' | ').some(cell => cell.trim() === '' || cell === '|'))).toEqual([]);
  });

  it('describes every field of every kind', () => {
    const undescribed = (files['docs/reference/kinds.md'] ?? '').split('\n').filter(line => /^\| `.*\| {2}\|$/.test(line));
    expect(undescribed).toEqual([]);
  });

  it('links only to files and headings that exist', () => {
    const links = [...pages, ...byHand()].flatMap(([file, text]) =>
      [...withoutCode(text).matchAll(/\]\(([^)]*)\)/g)].map(([, link = '']) => ({file, link})),
    );
    expect(links.length).toBeGreaterThan(500);
    expect(links.filter(({file, link}) => !leadsSomewhere(file, link))).toEqual([]);
  });
});

describe('the pages of rules', async () => {
  const {rules, packs} = ourRules();
  const index = files['docs/rules/README.md'] ?? '';

  it('tell why, at which levels, how it is set, what is right and wrong, and from where it comes', () => {
    const wanted = ['Levels', 'Options', 'Right', 'Wrong', 'When to waive', 'Sources'];
    const lacking = rules.flatMap(({id}) => {
      const missing = wanted.filter(heading => !headings(`docs/rules/${id}.md`).includes(heading));
      return missing.length === 0 ? [] : [`${id}: ${missing.join(', ')}`];
    });
    expect(lacking).toEqual([]);
  });

  it('stand in the table, each once, with its level in every pack', () => {
    for (const rule of rules) {
      const row = index.split('\n').filter(line => line.startsWith(`| [\`${rule.id}\`](${rule.id}.md) |`));
      expect(row, rule.id).toHaveLength(1);
      const levels = [...packs.values()].map(({levelOf}) => levelOf(rule) ?? '–');
      expect(row[0]?.split(' | ').slice(-packs.size).join(' | ')).toBe(`${levels.join(' | ')} |`);
    }
  });

  it('are counted by kind and by pack', () => {
    const [, name, counted = '', ...cells] = /^\| (\*\*all\*\*) \| (\d+) \| (.*) \|$/m.exec(index)?.slice(0) ?? [];
    expect(name).toBe('**all**');
    expect(Number(counted)).toBe(rules.length);
    const errors = [...packs.values()].map(({levelOf}) => rules.filter(rule => levelOf(rule) === 'error').length);
    expect(cells[0]?.split(' | ').map(cell => Number(cell.split(' / ')[0]))).toEqual(errors);
  });
});

/** The pages that people write. */
function byHand(): [string, string][] {
  const docs = readdirSync(path.join(ROOT, 'docs'), {recursive: true, encoding: 'utf8'}).map(
    file => `docs/${file.split(path.sep).join('/')}`,
  );
  return ['README.md', ...docs]
    .filter(file => file.endsWith('.md') && files[file] === undefined)
    .map((file): [string, string] => [file, readFileSync(path.join(ROOT, file), 'utf8')]);
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/(`+)[^`][\s\S]*?\1/g, 'code');
}

function leadsSomewhere(file: string, link: string): boolean {
  if (/^https?:/.test(link)) return true;
  const [target = '', fragment] = link.split('#');
  const to = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
  if (!existsSync(path.join(ROOT, to))) return false;
  if (fragment === undefined) return true;
  const text = files[to] ?? readFileSync(path.join(ROOT, to), 'utf8');
  return [...text.matchAll(/^#+ (.*)$/gm)].some(([, heading = '']) => anchorOf(heading) === fragment);
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}
