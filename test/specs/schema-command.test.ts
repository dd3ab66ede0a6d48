import {Ajv} from 'ajv';
import {expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {readSpecFiles} from '../../src/specs/read.ts';
import {readYaml} from '../../src/specs/yaml/document.ts';
import {weir} from '../fixtures/cli.ts';

const cwd = `${import.meta.dirname}/../..`;

it('an editor that uses the schema accepts every document that weir accepts, and refuses what it refuses', async () => {
  const {stdout, exit} = await weir(['schema'], {cwd});
  expect(exit).toBe(0);
  const validate = new Ajv({strict: false, allErrors: true}).compile(JSON.parse(stdout));
  expect(loadSpecs({cwd, directory: 'topic-specs'}).findings).toEqual([]);
  const documents = readSpecFiles({cwd, directory: 'topic-specs'}).files.flatMap(({source}) => readYaml(source).documents);
  expect(documents.length).toBeGreaterThan(40);
  for (const {value} of documents) expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({...Object(documents.at(-1)?.value), spce: {}})).toBe(false);
});

it('names the kinds and guesses what was meant', async () => {
  const {stderr, exit} = await weir(['schema', 'topc'], {cwd});
  expect(exit).toBe(2);
  expect(stderr).toContain('did you mean "Topic"?');
});
