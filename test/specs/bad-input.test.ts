import {execFileSync} from 'node:child_process';
import {closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {loadSpecs} from '../../src/specs/load.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const TOPIC = (name = 'a.b.v1', spec = 'partitions: 3, replicationFactor: 3'): string =>
  `apiVersion: weir/v1\nkind: Topic\nmetadata: {name: ${name}, owner: t}\nspec: {${spec}}\n`;
const CLUSTER =
  'apiVersion: weir/v1\nkind: Cluster\nmetadata: {name: sandbox, owner: t}\nspec: {environment: sandbox, sandbox: true, brokers: {count: 3}}\n';

/** A folder with a Cluster and what `make` puts beside it; what is found, a line each: `place rule message`. */
function foundIn(make: (folder: string) => void): {lines: string[]; documents: number; topics: string[]} {
  const cwd = temporaryFolder();
  const folder = path.join(cwd, 'specs');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'cluster.yaml'), CLUSTER);
  make(folder);
  const {findings, documents, models} = loadSpecs({cwd, directory: 'specs'});
  const lines = findings.map(
    ({rule, message, location: {file, line, column}}) => `${file.slice('specs/'.length)}:${line}:${column} ${rule} ${message}`,
  );
  return {lines, documents, topics: models.flatMap(({topics}) => topics.map(({name}) => name))};
}

function foundInText(text: string | Uint8Array) {
  return foundIn(folder => writeFileSync(path.join(folder, 'x.yaml'), text));
}

const NO_FILE =
  'io/unreadable this is a pipe, a socket or a device, and is not read: put a file here, or give it a name that does not end in .yaml';
const LEADS_OUT =
  'io/unreadable this link leads out of the folder of the specs and is not followed: move what it names into that folder, or remove the link';

describe('what is no file of the tree', () => {
  const link = (target: string, name: string) => (folder: string) => symlinkSync(target, path.join(folder, name));
  it.each<[string, (folder: string) => void, string[]]>([
    ['a pipe', folder => void execFileSync('mkfifo', [path.join(folder, 'x.yaml')]), [`x.yaml:1:1 ${NO_FILE}`]],
    [
      'a link to a pipe',
      folder => {
        execFileSync('mkfifo', [path.join(folder, 'pipe')]);
        link('pipe', 'x.yaml')(folder);
      },
      [`x.yaml:1:1 ${NO_FILE}`],
    ],
    ['a link to an endless device', link('/dev/zero', 'x.yaml'), [`x.yaml:1:1 ${LEADS_OUT}`]],
    ['a link to a file elsewhere', link('/etc/passwd', 'x.yaml'), [`x.yaml:1:1 ${LEADS_OUT}`]],
    ['a link to a folder elsewhere', link('/etc', 'out'), [`out:1:1 ${LEADS_OUT}`]],
    ['a link to the folder above', link('..', 'up'), [`up:1:1 ${LEADS_OUT}`]],
    ['a link to the folder itself', link('.', 'self'), []],
    ['a link to a file elsewhere that is no YAML', link('/etc/passwd', 'notes.txt'), []],
    [
      'a link that leads nowhere',
      link('gone.yaml', 'x.yaml'),
      ['x.yaml:1:1 io/unreadable this link leads nowhere: its target does not exist'],
    ],
    ['a link to itself', link('x.yaml', 'x.yaml'), ['x.yaml:1:1 io/unreadable this link leads nowhere: its links run in a circle']],
    [
      'a file of a gigabyte',
      folder => {
        const descriptor = openSync(path.join(folder, 'x.yaml'), 'w');
        ftruncateSync(descriptor, 0x2200_0000);
        closeSync(descriptor);
      },
      ['x.yaml:1:1 io/too-large this file has 570425344 bytes; at most 16777216 are read'],
    ],
  ])('%s', (_what, make, lines) => expect(foundIn(make).lines).toEqual(lines));

  it('a chain of links is followed once', () => {
    const {lines, topics} = foundIn(folder => {
      writeFileSync(path.join(folder, 'l0.txt'), TOPIC());
      link('l0.txt', 'l1.yaml')(folder);
      for (let step = 2; step <= 30; step++) link(`l${step - 1}.yaml`, `l${step}.yaml`)(folder);
    });
    expect([lines, topics]).toEqual([[], ['a.b.v1']]);
  });
});

describe('bytes', () => {
  it.each<[string, string | Uint8Array, string[]]>([
    ['a zero byte', TOPIC('a\0b'), ['x.yaml:3:19 syntax/yaml this is a zero byte, which no text holds; save the file as UTF-8']],
    ['UTF-16', Buffer.from(`\ufeff${TOPIC()}`, 'utf16le'), ['x.yaml:1:1 io/encoding this file is not UTF-8; save it as UTF-8']],
    ['Latin-1', Buffer.from(TOPIC('caf\xe9'), 'latin1'), ['x.yaml:1:1 io/encoding this file is not UTF-8; save it as UTF-8']],
    [
      'half a character',
      TOPIC('"a\\ud800b"'),
      [
        'x.yaml:3:18 schema/text name holds half of a character (a lone surrogate, like "\\ud83d"), which no UTF-8 can hold: write it whole',
      ],
    ],
    [
      'a byte order mark and CRLF',
      `\ufeff${TOPIC('a.b', 'partitions: x, replicationFactor: 3').replaceAll('\n', '\r\n')}`,
      ['x.yaml:4:20 schema/value partitions must be a whole number, not x'],
    ],
    [
      'a direction that changes',
      TOPIC('"a\\u202eb"'),
      ['x.yaml:3:18 schema/text this name holds the invisible character U+202E; remove it'],
    ],
    ['a character of no width', TOPIC('"a\u200bb"'), ['x.yaml:3:18 schema/text this name holds the invisible character U+200B; remove it']],
  ])('%s', (_what, text, lines) => expect(foundInText(text).lines).toEqual(lines));
});

describe('size and depth', () => {
  const DEEP = 'syntax/yaml this is nested more than 100 levels deep, which no spec needs';
  it.each<[string, string, string[]]>([
    ['brackets', `a: ${'['.repeat(100_000)}`, [`x.yaml:1:103 ${DEEP}`]],
    ['hyphens', '- '.repeat(1_000_000), [`x.yaml:1:201 ${DEEP}`]],
    ['questions', '? '.repeat(100_000), [`x.yaml:1:200 ${DEEP}`]],
    ['a quote that is never closed', `a: "${'x\n'.repeat(1_000_000)}`, ['x.yaml:1:4 syntax/yaml this quote is not closed']],
    [
      'a bracket that is never closed',
      `a: ${'[x, '.repeat(50)}${'\n'.repeat(1_000_000)}`,
      ['x.yaml:1:200 syntax/yaml this `[` is not closed'],
    ],
    [
      'merges of merges',
      Array.from({length: 40}, (_, i) => `x-${i}: &m${i} {${i === 0 ? 'a: 1' : `<<: [*m${i - 1}, *m${i - 1}]`}}`).join('\n'),
      ['x.yaml:1:1 syntax/alias aliases unfold this value to more than 100000 values'],
    ],
    ['a merge with itself', 'x-a: &a {<<: *a}', ['x.yaml:1:14 syntax/alias this alias stands inside the value that it names']],
    [
      'a fault below a million lines',
      TOPIC().replace(/spec:.*/s, `spec:\n${'  # x\n'.repeat(1_000_000)}  partitions: none\n  replicationFactor: 3\n`),
      ['x.yaml:1000005:15 schema/value partitions must be a whole number, not none'],
    ],
  ])('%s', (_what, text, lines) => expect(foundInText(text).lines).toEqual(lines));

  it('ten thousand unknown keys are ten thousand findings', () => {
    const keys = Array.from({length: 10_000}, (_, i) => `partitionz${i}: 1`).join(', ');
    const {lines} = foundInText(TOPIC('a.b', `partitions: 1, replicationFactor: 1, ${keys}`));
    expect([lines.length, lines.at(0)]).toEqual([
      10_000,
      'x.yaml:4:45 schema/unknown-key unknown key partitionz0; did you mean partitions?',
    ]);
  });

  it('a message that repeats a megabyte is cut, and says so', () => {
    const [line = ''] = foundInText(TOPIC().replace('kind: Topic', `kind: ${'Topic'.repeat(200_000)}`)).lines;
    expect([line.length < 1_200, /… \([0-9]{7} characters\)$/.test(line)]).toEqual([true, true]);
  });
});

describe('nothing that is wrong hides anything else', () => {
  it('documents that cannot be parsed are told one by one, and cost only themselves', () => {
    const {lines, documents, topics} = foundInText(['a: [', TOPIC('one.x'), 'a: "', '- 1', TOPIC('two.x'), '\ta: 1'].join('\n---\n'));
    expect(lines.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'x.yaml:1:4 syntax/yaml',
      'x.yaml:9:4 syntax/yaml',
      'x.yaml:11:1 schema/value',
      'x.yaml:19:1 syntax/yaml',
    ]);
    expect([documents, topics]).toEqual([7, ['one.x', 'two.x']]);
  });

  it('faults outside and inside of spec, in settings and in patches are all told', () => {
    const {lines} = foundInText(
      `apiVersion: weir/v2
kind: Topic
metadata: {name: a, ownr: t, labels: {class: [x]}, clusters: [elsewhere]}
spec: {partitions: no, replicationFactor: 0x3, partition: 4, config: {retention.ms: 7 d, clean.policy: compact, min.insync.replicas: 1.0}}
environments:
  sandbox: {spec: {partitions: yes}}
  nowhere: {spec: {partitions: 3}}
top: 1
`,
    );
    expect(lines.map(line => line.split(' ').slice(0, 2).join(' '))).toMatchInlineSnapshot(`
      [
        "x.yaml:1:13 schema/value",
        "x.yaml:3:21 schema/unknown-key",
        "x.yaml:3:46 schema/value",
        "x.yaml:3:63 schema/unknown-cluster",
        "x.yaml:4:20 schema/value",
        "x.yaml:4:43 schema/value",
        "x.yaml:4:48 schema/unknown-key",
        "x.yaml:4:85 schema/value",
        "x.yaml:4:90 schema/unknown-key",
        "x.yaml:4:134 schema/value",
        "x.yaml:6:32 schema/value",
        "x.yaml:7:3 schema/unknown-environment",
        "x.yaml:8:1 schema/unknown-key",
      ]
    `);
  });

  it('a document without a name is judged inside all the same', () => {
    const {lines} = foundInText(TOPIC('', 'partitions: x, replicationFactor: 0').replace('name: , ', ''));
    expect(lines.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'x.yaml:3:1 schema/missing-key',
      'x.yaml:4:20 schema/value',
      'x.yaml:4:42 schema/value',
    ]);
  });

  it('a Cluster that is broken hides no fault of others', () => {
    const {lines} = foundIn(folder => {
      writeFileSync(path.join(folder, 'cluster.yaml'), CLUSTER.replace('environment: sandbox, ', ''));
      writeFileSync(path.join(folder, 'x.yaml'), TOPIC('a', 'partitions: x, replicationFactor: y'));
    });
    expect(lines.map(line => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'cluster.yaml:4:1 schema/missing-key',
      'x.yaml:4:20 schema/value',
      'x.yaml:4:42 schema/value',
    ]);
  });

  it('a resource in two files is told at the second, with the place of the first', () => {
    const {lines} = foundIn(folder => {
      for (const name of ['x.yaml', 'y.yaml']) writeFileSync(path.join(folder, name), TOPIC());
    });
    expect(lines).toEqual(['y.yaml:3:18 schema/duplicate Topic a.b.v1 is declared twice; the other stands at specs/x.yaml:3']);
  });

  it('keys that every object has are keys like any other', () => {
    const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const all = keys.map(key => `${key}: 1`).join(', ');
    const {lines} = foundInText(
      `${keys.map(key => `${key}: {a: 1}`).join('\n')}\n${TOPIC('a', `partitions: 3, replicationFactor: 3, ${all}, config: {${all}}`)}environments: {${keys.map(key => `${key}: {spec: {partitions: 4}}`).join(', ')}}\n`,
    );
    const told = keys.map(key => lines.filter(line => new RegExp(`(?:key|environment) ${key}\\b`).test(line)).length);
    expect(told).toEqual([4, 4, 4, 4]);
    expect(lines).toHaveLength(16);
  });
});
