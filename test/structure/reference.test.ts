import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {COMMANDS} from '../../src/commands/generated/registry.ts';
import {ourRules} from '../../src/extensions/rules.ts';
import {KINDS} from '../../src/specs/model.ts';
import {reference} from '../../tools/reference.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const pages = await reference();
const headings = (file: string): string[] => [...(pages[file] ?? '').matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);

describe('the generated reference', () => {
  it.each(Object.entries(pages))('%s is fresh: npm run generate', (file, text) => {
    expect(readFileSync(path.join(ROOT, file), 'utf8')).toBe(text);
  });

  it('has no page that nothing generates', () => {
    expect(readdirSync(path.join(ROOT, 'docs/reference')).map(file => `docs/reference/${file}`)).toEqual(Object.keys(pages).sort());
  });

  it('has a section for every command, rule and kind', async () => {
    const {rules} = await ourRules();
    expect(headings('docs/reference/commands.md')).toEqual(expect.arrayContaining(COMMANDS.map(({name}) => `weir ${name}`)));
    expect(headings('docs/reference/rules.md')).toEqual(rules.map(({id}) => id));
    expect(headings('docs/reference/kinds.md')).toEqual(expect.arrayContaining([...KINDS]));
  });

  it('describes every field of every kind', () => {
    const undescribed = (pages['docs/reference/kinds.md'] ?? '').split('\n').filter(line => /^\| `.*\| {2}\|$/.test(line));
    expect(undescribed).toEqual([]);
  });

  it.each(Object.entries(pages))('%s links only to its own headings', (file, text) => {
    const anchors = headings(file).map(
      heading =>
        `#${heading
          .toLowerCase()
          .replace(/[^a-z0-9 _-]/g, '')
          .replaceAll(' ', '-')}`,
    );
    const links = [...text.matchAll(/\]\((#[^)]*)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter(link => link === undefined || !anchors.includes(link))).toEqual([]);
  });
});
