import {mkdirSync, writeFileSync} from 'node:fs';
import {Ajv} from 'ajv';
import {expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {readSpecFiles} from '../../src/specs/read.ts';
import {readYaml} from '../../src/specs/yaml/document.ts';
import {weir} from '../fixtures/cli.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

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

it("describes Kafka's own settings, and marks those that are gone", async () => {
  const {stdout} = await weir(['schema', 'topic'], {cwd});
  const {properties} = JSON.parse(stdout);
  const config = properties.spec.properties.config.properties;
  expect(config['min.insync.replicas'].description).toMatch(/in-sync replicas.* Kafka's default: 1\.$/);
  expect(config['message.downconversion.enable']).toMatchObject({deprecated: true, description: expect.stringContaining('Kafka 4.0')});
});

it('holds the settings of brokers, and no password', async () => {
  const {stdout} = await weir(['schema', 'cluster'], {cwd});
  const schema = JSON.parse(stdout);
  const config = schema.properties.spec.properties.brokers.properties.config.properties;
  expect(config['auto.create.topics.enable']).toMatchObject({enum: [true, false, 'true', 'false']});
  expect(config['ssl.keystore.password']).toBeUndefined();
  const validate = new Ajv({strict: false}).compile(schema);
  const judged = (settings: object) =>
    validate({
      apiVersion: 'weir/v1',
      kind: 'Cluster',
      metadata: {name: 'sandbox'},
      spec: {environment: 'sandbox', sandbox: true, brokers: {version: '4.1', config: settings}},
    });
  expect(judged({'listener.name.internal.ssl.client.auth': 'required', 'log.retention.ms': '7d'})).toBe(true);
  expect(judged({'auto.create.topic.enable': false})).toBe(false);
});

it("knows a team's own rules and classes, whatever stands in its policy.yaml", async () => {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/policies/topic`, {recursive: true});
  writeFileSync(`${folder}/policies/policy.yaml`, 'rules: {topic/no-such-rule: {level: fatal}}\n');
  writeFileSync(`${folder}/policies/topic/even.yaml`, RULE);
  const {stdout, exit} = await weir(['schema', 'Policy'], {cwd: folder});
  expect(exit).toBe(0);
  const rule = JSON.parse(stdout).definitions.rules.properties['topic/even'];
  expect(rule).toMatchObject({
    description: 'The number of partitions is even. Our two racks share them.',
    properties: {options: {properties: {divisor: {type: 'integer', description: 'What it is divided by.', default: 2}}}},
  });
  const waivers = await weir(['schema', 'waivers'], {cwd: folder});
  expect(JSON.parse(waivers.stdout).properties.waivers.items.properties.rule.enum).toContain('topic/even');
});

const RULE = `
kind: Topic
title: The number of partitions is even
rationale: Our two racks share them.
level: error
sources: [our own decision]
options: {divisor: {type: integer, description: What it is divided by., default: 2}}
at: spec.partitions
must: {multipleOf: {$data: /options/divisor}}
message: "{value} partitions cannot be shared"
examples: {good: [{spec: {partitions: 4}}], bad: [{spec: {partitions: 3}}]}
`;
