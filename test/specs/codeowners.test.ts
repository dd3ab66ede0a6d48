import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import codeowners from '../../src/commands/codeowners.ts';
import {codeOwners, withCodeOwners} from '../../src/specs/codeowners.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const plain = (owner: string): string => `@${owner}`;

describe('lines of CODEOWNERS', () => {
  it('name a folder where all below it has the same owners, else each file', () => {
    const files = [
      {file: 'specs/orders/topics.yaml', owners: ['a']},
      {file: 'specs/orders/deep/acls.yaml', owners: ['a']},
      {file: 'specs/mixed/topics.yaml', owners: ['a']},
      {file: 'specs/mixed/acls.yaml', owners: ['a', 'b']},
      {file: 'specs/mixed/with blank.yaml', owners: ['b']},
      {file: 'specs/none/topics.yaml', owners: []},
      {file: 'specs/none/acls.yaml', owners: ['b']},
      {file: 'specs/odd/a*.yaml', owners: ['b']},
      {file: 'specs/odd/b.yaml', owners: []},
    ];
    expect(codeOwners(files, plain)).toEqual({
      lines: [
        '/specs/mixed/acls.yaml @a @b',
        '/specs/mixed/topics.yaml @a',
        '/specs/mixed/with\\ blank.yaml @b',
        '/specs/none/acls.yaml @b',
        '/specs/orders/ @a',
      ],
      left: [
        {file: 'specs/none/topics.yaml', reason: 'none of its documents names an owner'},
        {file: 'specs/odd/a*.yaml', reason: expect.stringContaining('rename the file')},
        {file: 'specs/odd/b.yaml', reason: 'none of its documents names an owner'},
      ],
    });
  });

  it('never name the whole repository', () => {
    const files = ['a/b.yaml', 'c.yaml'].map(file => ({file, owners: ['x']}));
    expect(codeOwners(files, plain).lines).toEqual(['/a/ @x', '/c.yaml @x']);
  });

  it('give each file exactly its owners, whatever the tree', () => {
    const part = fc.constantFrom('a', 'b', 'c');
    const file = fc.array(part, {minLength: 2, maxLength: 4}).map(parts => `${parts.join('/')}.yaml`);
    const owned = fc.record({file, owners: fc.subarray(['x', 'y'])});
    fc.assert(
      fc.property(fc.uniqueArray(owned, {maxLength: 12, selector: one => one.file}), files => {
        const {lines} = codeOwners(files, plain);
        for (const one of files) {
          const fitting = lines
            .map(line => line.split(' '))
            .filter(([at = '']) => (at.endsWith('/') ? `/${one.file}`.startsWith(at) : `/${one.file}` === at));
          expect(fitting.map(([, ...handles]) => handles)).toEqual(one.owners.length === 0 ? [] : [one.owners.map(plain)]);
        }
      }),
    );
  });

  it('stand between their marks, and all else in the file stays', () => {
    const first = withCodeOwners('* @everybody', ['/a/ @a']);
    expect(first).toMatch(/^\* @everybody\n# weir codeowners: begin.*\n\/a\/ @a\n# weir codeowners: end\.\n$/);
    const second = withCodeOwners(`${first}/after @x\n`, ['/b/ @b']);
    expect(second).toBe(`${first.replace('/a/ @a', '/b/ @b')}/after @x\n`);
    expect(withCodeOwners(second, ['/b/ @b'])).toBe(second);
  });
});

describe('weir codeowners', () => {
  const document = (name: string, owner: string): string =>
    `apiVersion: weir/v1\nkind: Topic\nmetadata: {name: ${name}, owner: ${owner}}\nspec: {partitions: 1, replicationFactor: 1}\n`;
  const repository = (): string => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, '.git'));
    mkdirSync(path.join(cwd, 'kafka/topic-specs/orders'), {recursive: true});
    mkdirSync(path.join(cwd, 'kafka/topic-specs/imported'));
    writeFileSync(
      path.join(cwd, 'kafka/topic-specs/orders/topics.yaml'),
      `${document('a', 'team-orders')}---\n${document('b', 'Team Two')}`,
    );
    writeFileSync(path.join(cwd, 'kafka/topic-specs/imported/topics.yaml'), document('c', 'unknown'));
    return path.join(cwd, 'kafka');
  };

  it('names paths from the root of the repository, and teams of the organisation', async () => {
    const {exit, stdout} = await runHere(codeowners, ['--org', 'acme', '--handle', 'Team Two=@two'], repository());
    expect({exit, stdout}).toEqual({exit: 0, stdout: '/kafka/topic-specs/orders/ @two @acme/team-orders\n'});
  });

  it('finds a stale file, writes it, and finds nothing then', async () => {
    const cwd = repository();
    const options = ['--org', 'acme', '--handle', 'Team Two=@two', '--out', 'CODEOWNERS'];
    expect(await runHere(codeowners, [...options, '--check'], cwd)).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining('+/kafka/topic-specs/orders/ @two'),
    });
    expect(await runHere(codeowners, options, cwd)).toMatchObject({exit: 0, stdout: ''});
    expect(readFileSync(path.join(cwd, 'CODEOWNERS'), 'utf8')).toContain('/kafka/topic-specs/orders/ @two @acme/team-orders\n');
    expect(await runHere(codeowners, [...options, '--check'], cwd)).toMatchObject({exit: 0, stdout: ''});
  });

  it('refuses an owner of whom no handle can be made, and a handle that is none', async () => {
    await expect(runHere(codeowners, ['--org', 'acme'], repository())).rejects.toMatchObject({
      message: 'the owner "Team Two" is no name on GitHub',
      exit: 2,
    });
    await expect(runHere(codeowners, ['--handle', 'Team Two'], repository())).rejects.toMatchObject({exit: 2});
  });
});
