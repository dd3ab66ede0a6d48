import {runInNewContext} from 'node:vm';
import fc from 'fast-check';
import {load} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import type {Connection} from '../../src/clients/render/connection.ts';
import {TARGETS} from '../../src/clients/render/index.ts';
import {leftLine, render} from '../../src/clients/render/target.ts';

/** Everything that ends a line for one of the readers: Java, YAML 1.1, JavaScript, Python. */
const LINE_ENDS = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;
const HOSTILE = '\nfoo=bar\r\nfoo: bar\u2028foo=1\u2029foo=2\u0085foo=3\u001b[31m';

const connectionTo = (cluster: string, ca = 'ca.pem'): Connection => ({
  cluster,
  bootstrap: ['k:9093'],
  protocol: 'SSL',
  hasPassword: false,
  ca: {file: ca},
  hasCertificate: false,
});

function written(target: string, {name, cluster, value = 'x', ca}: {name: string; cluster: string; value?: string; ca?: string}): string {
  const found = TARGETS[target];
  if (found === undefined) throw new Error(`there is no target ${target}`);
  // Some targets leave them out, which becomes a comment there.
  const producer = {'interceptor.classes': value, 'client.id': value};
  return found.write(render(found, {name, profile: {producer}, sections: ['producer'], connection: connectionTo(cluster, ca)}));
}

describe.each(Object.keys(TARGETS))('what is rendered for %s', target => {
  it('has names and values that hold line ends on one line each', () => {
    const tame = written(target, {name: 'p', cluster: 'c'}).split(LINE_ENDS);
    const hostile = written(target, {name: `p${HOSTILE}`, cluster: `c${HOSTILE}`}).split(LINE_ENDS);
    expect(hostile.slice(1)).toEqual(tame.slice(1));
    expect(hostile[0]).toMatch(/^(#|\/\/) ClientProfile p.*foo=bar/);
    // librdkafka's readers know no escape of these, and end lines by line feeds alone.
    const ends = target === 'librdkafka' ? /[\n\r]/ : LINE_ENDS;
    expect(written(target, {name: 'p', cluster: 'c', value: `x${HOSTILE}`, ca: `ca${HOSTILE}`}).split(ends)).toHaveLength(tame.length);
  });
});

it('tells what is left on one line, too', () => {
  expect(leftLine({section: 'producer', name: 'client.id', value: HOSTILE, why: 'none'}).split(LINE_ENDS)).toHaveLength(1);
});

/** As Properties.load(InputStream) does: bytes are ISO-8859-1, escapes are resolved, white space before a value is skipped. */
function propertiesFrom(bytes: Buffer): Map<string, string> {
  const plain = (text: string): string =>
    text.replaceAll(/\\(u([0-9a-f]{4})|.)/g, (_whole, one: string, code: string | undefined) =>
      code === undefined ? ({n: '\n', r: '\r', t: '\t', f: '\f'}[one] ?? one) : String.fromCharCode(Number.parseInt(code, 16)),
    );
  const pairs = bytes
    .toString('latin1')
    .split(/\r\n|[\n\r]/)
    .filter(line => !/^[ \t\f]*([#!]|$)/.test(line))
    .map(line => {
      const [, key = '', value = ''] = /^[ \t\f]*((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/.exec(line) ?? [];
      return [plain(key), plain(value)] as const;
    });
  return new Map(pairs);
}

const text = fc.oneof(
  fc.string({unit: 'binary'}),
  fc.string({unit: 'grapheme'}),
  fc.constantFrom(HOSTILE, 'Zürich €', ' a', '\ta', 'a\\', '😀'),
);
/** The path of the authority in each format, as its reader takes it. */
const READERS: Record<string, (file: string) => unknown> = {
  java: file => propertiesFrom(Buffer.from(file)).get('ssl.truststore.location'),
  kafkajs: file => {
    const script = file.replaceAll(/^import .*$/gm, '').replaceAll('export const', 'var');
    return runInNewContext(`${script}\nconnection.ssl.ca`, {readFileSync: String});
  },
  spring: file => {
    const read = load(file) as {spring: {kafka: {ssl: {'trust-store-location': string}}}};
    return read.spring.kafka.ssl['trust-store-location'].slice('file:'.length);
  },
};

it.each(Object.entries(READERS))('a value is read back as it was stated: %s', (target, read) => {
  fc.assert(
    fc.property(text, ca => {
      expect(read(written(target, {name: 'p', cluster: 'c', ca}))).toBe(ca);
    }),
  );
});

it('a properties file of Java has no character that ISO-8859-1 lacks, comments included', () => {
  const file = written('java', {name: 'Zürich €', cluster: 'c', value: 'größer €'});
  expect(file).toMatch(/^[\n -~]*$/);
  expect(file).toContain('client.id=gr\\u00f6\\u00dfer \\u20ac\n');
  // librdkafka's tools know no such escape, and read UTF-8.
  expect(written('librdkafka', {name: 'p', cluster: 'c', ca: 'größer €'})).toContain('ssl.ca.location=größer €\n');
});
