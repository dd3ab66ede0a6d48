import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {COMMANDS} from '../../src/commands/generated/registry.ts';
import {ourRules} from '../../src/extensions/rules.ts';
import {generate} from '../../tools/generate.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('the generated registries', () => {
  it.each(Object.entries(generate()))('%s is fresh: npm run generate', (file, text) => {
    expect(readFileSync(path.join(ROOT, file), 'utf8')).toBe(text);
  });

  it('name each rule by its path', async () => {
    const {rules, packs} = ourRules();
    const rule = rules.find(({id}) => id === 'topic/replication-factor');
    expect(rule).toMatchObject({title: 'Replication factor is at least 3', origin: 'weir'});
    expect([...packs.keys()]).toEqual(['development', 'exactly-once', 'recommended', 'regulated', 'strict']);
  });

  it.each(COMMANDS.filter(({name}) => ['check', 'rules', 'explain'].includes(name)).map(entry => [entry.name, entry] as const))(
    'know the summary of %s',
    async (_name, entry) => {
      expect((await entry.load()).summary).toBe(entry.summary);
    },
  );
});
