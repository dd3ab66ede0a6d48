import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {bindingKey} from '../../src/access/derive.ts';
import {declaredBindings} from '../../src/access/statements.ts';
import {loadForAccess} from '../../src/commands/access/needed-files.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import type {Model} from '../../src/specs/model.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const keysOf = (models: readonly Model[]) => models.map(model => [model.cluster?.name, ...declaredBindings(model).map(bindingKey).sort()]);

function folderOf(files: Record<string, string>): string {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, 'specs'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, 'specs', name), text);
  return cwd;
}

const topic = (name: string) =>
  `apiVersion: weir/v1\nkind: Topic\nmetadata: {name: ${name}}\nspec: {partitions: 1, replicationFactor: 1}\n`;
const WORKER = `apiVersion: weir/v1
kind: User
metadata: {name: connect}
spec: {external: true}
---
apiVersion: weir/v1
kind: Application
metadata: {name: connect}
spec:
  user: connect
  connectWorker: {group: connect, configTopic: c.configs, offsetTopic: c.offsets, statusTopic: c.status}
`;

describe('what is parsed for a question of access', () => {
  it('gives the rights that all of the example company gives', () => {
    const cwd = path.resolve(import.meta.dirname, '../..');
    const whole = loadSpecs({cwd, directory: 'topic-specs'});
    const needed = loadForAccess({cwd, directory: 'topic-specs', mentions: []});
    expect(keysOf(needed.models)).toEqual(keysOf(whole.models));
    expect(needed.models[0]?.topics.length).toBeLessThan(whole.models[0]?.topics.length ?? 0);
  });

  it('holds the topics on whose declaration a right depends, and those that are mentioned', () => {
    const cwd = folderOf({
      'a.yaml': WORKER,
      'b.yaml': topic('c.configs'),
      'c.yaml': topic('asked.v1'),
      'd.yaml': topic('other.v1'),
      // Names behind escapes and folds are found as well: a backslash is enough to be parsed.
      'e.yaml': topic('"c.off\\x73ets"'),
    });
    const [model] = loadForAccess({cwd, directory: 'specs', mentions: ['asked.v1']}).models;
    expect(model?.topics.map(({name}) => name)).toEqual(['asked.v1', 'c.configs', 'c.offsets']);
    const [whole] = loadSpecs({cwd, directory: 'specs'}).models;
    if (model === undefined || whole === undefined) throw new Error('no model');
    expect(keysOf([model])).toEqual(keysOf([whole]));
    const created = declaredBindings(model).filter(({operation}) => operation === 'create');
    expect(created.map(({resourceName}) => resourceName)).toEqual(['c.status']);
  });

  it('holds an Acl whose kind is written with an escape', () => {
    const kind = '"\\x41cl"';
    const text = `apiVersion: weir/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: {principal: "x:y", resource: {type: group, name: g}, operations: [read]}\n`;
    const cwd = folderOf({'a.yaml': text.replace('x:y', 'U\\x73er:y')});
    expect(loadForAccess({cwd, directory: 'specs', mentions: []}).models[0]?.acls).toHaveLength(1);
  });

  it('is nothing, and no error, where there are topics alone; and an error where there is no document', () => {
    expect(loadForAccess({cwd: folderOf({'a.yaml': topic('a')}), directory: 'specs', mentions: []}).models[0]?.topics).toEqual([]);
    expect(() => loadForAccess({cwd: folderOf({}), directory: 'specs', mentions: []})).toThrow('there is no document in specs');
  });
});
