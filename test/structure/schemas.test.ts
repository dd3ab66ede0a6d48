import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Ajv, type ValidateFunction} from 'ajv';
import {describe, expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {readSpecFiles} from '../../src/specs/read.ts';
import {readYaml} from '../../src/specs/yaml/document.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';
import {schemaFiles} from '../../tools/reference/schemas.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ours = ourRules();
const texts = Object.entries(schemaFiles(ours)).map(([file, text]): [string, unknown] => [path.basename(file), JSON.parse(text)]);
const ajv = new Ajv({strict: false, allErrors: true, formats: {date: true, regex: true}});
for (const [name, schema] of texts) ajv.addSchema(Object(schema), name);

describe('the schemas for editors', () => {
  it.each(texts)('%s describes every property', (_name, schema) => {
    expect(undescribed(schema)).toEqual([]);
  });

  it('show how durations and sizes are written, wherever Kafka takes one', () => {
    const config = settingsOf('topic.schema.json');
    expect(config['retention.ms']).toMatchObject({examples: ['30s', '7d'], description: expect.stringContaining('12h')});
    expect(config['segment.bytes']).toMatchObject({examples: ['1MiB', '10GiB'], description: expect.stringContaining('512KiB')});
    const bare = Object.entries(config).filter(([name, {examples}]) => /\.(ms|bytes)$/.test(name) && examples === undefined);
    expect(bare.filter(([, {deprecated}]) => deprecated !== true)).toEqual([]);
  });

  it('take the documents and the policies of this repository', () => {
    const documents = readSpecFiles({cwd: ROOT, directory: 'topic-specs'}).files.flatMap(({source}) => readYaml(source).documents);
    expect(documents.length).toBeGreaterThan(40);
    for (const {value} of documents) expect(errorsOf('weir', value)).toEqual([]);
    expect(errorsOf('policy', yaml('policy.yaml', readFileSync(path.join(ROOT, 'policies/policy.yaml'), 'utf8')))).toEqual([]);
  });

  it('take what every rule calls right', () => {
    const refused = ours.rules.flatMap(({id, subject, examples}) => {
      if (subject === 'plan') return [];
      return examples.good
        .flat()
        .flatMap(one => errorsOf('weir', one))
        .map(problem => `${id}: ${problem}`);
    });
    expect(refused).toEqual([]);
  });
});

describe('a patch of an environment', () => {
  const patched = (spec: unknown) => ({
    apiVersion: 'weir/v1',
    kind: 'Topic',
    metadata: {name: 'a.b.v1'},
    spec: {partitions: 3, replicationFactor: 3},
    environments: {staging: {spec}},
  });

  it.each([{partitions: 6}, {config: {'retention.ms': '7d'}}, {config: {'retention.ms': null}}, {access: null}])('may be %j', spec => {
    expect(errorsOf('topic', patched(spec))).toEqual([]);
  });

  it.each([{partitons: 6}, {partitions: 'six'}, {config: {'retention.sm': 1}}, {}])('may not be %j', spec => {
    expect(errorsOf('topic', patched(spec))).not.toEqual([]);
  });
});

describe('the schema of policy.yaml', () => {
  it.each([
    'packs: [recommended, exactly-once]',
    'rules: {topic/partitions: {level: off, options: {max: 60}}}',
    'classes: {events: {rules: {topic/partitions: {level: error}}}, ours: {summary: Our own}}',
    'environments: {development: {packs: [development], rules: {topic/naming: {level: note}}}}',
    'x-notes: {any: thing}',
  ])('takes %s', text => {
    expect(errorsOf('policy', yaml('policy.yaml', text))).toEqual([]);
  });

  it.each([
    ['pack', 'packs: [recomended]'],
    ['rule', 'rules: {topic/partition: {level: error}}'],
    ['level', 'rules: {topic/partitions: {level: fatal}}'],
    ['option', 'rules: {topic/partitions: {options: {most: 60}}}'],
    ['type of an option', 'rules: {topic/partitions: {options: {max: sixty}}}'],
    ['rule of a class that judges no single topic', 'classes: {events: {rules: {acl/super-user: {level: error}}}}'],
    ['key', 'rule: {}'],
    ['key of an environment', 'environments: {development: {pack: [development]}}'],
    ['key of a class', 'classes: {events: {rule: {}}}'],
  ])('refuses an unknown %s', (_what, text) => {
    expect(errorsOf('policy', yaml('policy.yaml', text))).not.toEqual([]);
  });
});

describe('the schema of waivers.yaml', () => {
  const waiver = {rule: 'topic/partitions', resource: 'Topic/payments.*', owner: 'team-payments', reason: 'agreed', expires: '2027-01-31'};

  it.each([{}, {resource: '*/payments'}, {resource: 'Topic/a\\*b'}, {clusters: ['production']}])('takes a waiver with %j', change => {
    expect(errorsOf('waivers', {waivers: [{...waiver, ...change}]})).toEqual([]);
  });

  it.each([
    {rule: 'schema/value'},
    {resource: 'payments'},
    {resource: 'Topics/payments'},
    {resource: 'Topic/payments\\'},
    {reason: ' '},
    {expires: '31.1.2027'},
    {clusters: []},
    {until: '2027-01-31'},
  ])('refuses one with %j', change => {
    expect(errorsOf('waivers', {waivers: [{...waiver, ...change}]})).not.toEqual([]);
  });
});

function yaml(name: string, text: string): unknown {
  return readYaml(new SourceFile(name, text)).documents[0]?.value;
}

function errorsOf(name: string, value: unknown): string[] {
  const validate = ajv.getSchema(`${name}.schema.json`) as ValidateFunction;
  return validate(value) === true ? [] : (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`);
}

/** Keys below which stand no schemas, or schemas that only restrict what is described elsewhere. */
const NO_SCHEMAS = ['examples', 'default', 'enum', 'const', 'if', 'then', 'else', 'not'];

function undescribed(schema: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const {properties = {}} = schema as {properties?: Record<string, object>};
  const own =
    Array.isArray(schema) || at.endsWith('/properties')
      ? []
      : Object.entries(properties).filter(([, one]) => !('description' in one) && !('$ref' in one));
  return [
    ...own.map(([key]) => `${at}/properties/${key}`),
    ...Object.entries(schema).flatMap(([key, value]) =>
      NO_SCHEMAS.includes(key) && !at.endsWith('/properties') ? [] : undescribed(value, `${at}/${key}`),
    ),
  ];
}

function settingsOf(name: string): Record<string, {examples?: unknown; description?: string; deprecated?: boolean}> {
  const [, schema] = texts.find(([one]) => one === name) ?? [];
  return Object(schema).properties.spec.properties.config.properties;
}
