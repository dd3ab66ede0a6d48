import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {describe, expect, it} from 'vitest';
import {connectionOf} from '../../src/clients/render/connection.ts';
import {TARGETS} from '../../src/clients/render/index.ts';
import {type Rendering, render, type Target} from '../../src/clients/render/target.ts';
import {elsewhere} from '../../src/specs/client-names.ts';
import {clientHistory, clientSetting} from '../../src/specs/client-settings.ts';
import {loadSpecs} from '../../src/specs/load.ts';
import {CLIENT_SECTIONS, type ClientSection} from '../../src/specs/model.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const golden = path.join(import.meta.dirname, 'golden');
const expectedFolder = path.join(golden, 'expected');
const {models, findings} = loadSpecs({cwd: golden, directory: 'specs'});
const ENDINGS: Record<string, string> = {java: 'properties', librdkafka: 'properties', kafkajs: 'js', python: 'py', spring: 'yml'};

function rendered(target: string, profile: string, {cluster, section}: {cluster?: string; section?: ClientSection} = {}): Rendering {
  const model = models.find(one => one.cluster?.name === (cluster ?? 'production'));
  const found = model?.profiles.find(one => one.name === profile);
  if (found === undefined || model?.cluster === undefined) throw new Error(`there is no ${profile}`);
  return render(targetNamed(target), {
    name: profile,
    profile: found.spec,
    ...(section === undefined ? {} : {sections: [section]}),
    connection: cluster === undefined ? undefined : connectionOf(model.cluster),
  });
}

function targetNamed(name: string): Target {
  const target = TARGETS[name];
  if (target === undefined) throw new Error(`there is no target ${name}`);
  return target;
}

/** What is rendered by the name of its file. */
const cases: [file: string, make: () => string][] = Object.keys(TARGETS).flatMap(target => {
  const sections: (ClientSection | undefined)[] = targetNamed(target).oneSection === true ? ['producer', 'consumer'] : [undefined];
  return sections.flatMap(section =>
    [
      {profile: 'least'},
      {profile: 'least', cluster: 'mutual'},
      {profile: 'least', cluster: 'sandbox'},
      {profile: 'much', cluster: 'production'},
    ].map(({profile, cluster}): [string, () => string] => {
      const file = [target, profile, cluster, section].filter(Boolean).join('-');
      const chosen = {...(cluster === undefined ? {} : {cluster}), ...(section === undefined ? {} : {section})};
      return [`${file}.${ENDINGS[target]}`, () => targetNamed(target).write(rendered(target, profile, chosen))];
    }),
  );
});

describe('a profile is rendered as expected', () => {
  it('from specs in which nothing is wrong', () => expect(findings).toEqual([]));

  it.each(cases)('%s', (file, make) => {
    const full = path.join(expectedFolder, file);
    const actual = make();
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(full, actual);
    expect(actual).toBe(existsSync(full) ? readFileSync(full, 'utf8') : '');
  });

  it('and nothing else is there', () => expect(readdirSync(expectedFolder).sort()).toEqual(cases.map(([file]) => file).sort()));

  it('as the patch of an environment has it', () => {
    const {entries} = rendered('java', 'much', {cluster: 'mutual', section: 'producer'});
    expect(entries.find(({key}) => key === 'linger.ms')?.value).toBe('0');
  });
});

describe.each(Object.keys(TARGETS))('for %s', name => {
  const target = targetNamed(name);

  it('every setting of Kafka becomes something, is said to be left, or needs nothing', () => {
    const silent = new Set<string>();
    for (const section of CLIENT_SECTIONS)
      for (const setting of clientHistory(section).names()) {
        const definition = clientSetting(section, setting);
        if (definition === undefined || elsewhere(setting) !== undefined) continue;
        const text = definition.default ?? 'x';
        const {entries, left} = render(target, {name: 'one', profile: {[section]: {[setting]: text}}, sections: [section]});
        const told = entries.filter(one => one.from === setting).length + left.filter(one => one.name === setting).length;
        if (told === 0) silent.add(`${section} ${setting}=${text}`);
        for (const one of left) expect(one.why).not.toBe('');
      }
    // Where the client does so anyway.
    const anyway: Record<string, string[]> = {
      kafkajs: ['consumer group.protocol=classic'],
      librdkafka: ['producer partitioner.ignore.keys=false'],
      python: ['producer partitioner.ignore.keys=false'],
    };
    expect([...silent].sort()).toEqual(anyway[name] ?? []);
  });

  it('no secret is written, but where it comes from', () => {
    for (const cluster of ['production', 'mutual', 'sandbox']) {
      const text = JSON.stringify(rendered(name, 'much', {cluster}));
      expect(text).not.toMatch(/KAFKA_ADMIN/);
      expect(text.includes('KAFKA_PASSWORD')).toBe(cluster !== 'mutual');
    }
  });
});

describe('what librdkafka and Kafka decide differently', () => {
  const settings = (producer: Record<string, string>) =>
    Object.fromEntries(render(targetNamed('librdkafka'), {name: 'x', profile: {producer}}).entries.map(({key, value}) => [key, value]));

  it('is said: a producer is idempotent unless its settings exclude that', () => {
    expect(settings({acks: 'all'})['enable.idempotence']).toBe(true);
    // Kafka switches it off then, as librdkafka has it anyway.
    expect(settings({acks: '1'})['enable.idempotence']).toBeUndefined();
    expect(settings({'enable.idempotence': 'false'})['enable.idempotence']).toBe(false);
  });

  it('is said of linger.ms for clients before 4.0 alone', () => {
    const linger = (version: string) =>
      render(targetNamed('librdkafka'), {name: 'x', profile: {version, producer: {acks: 'all'}}}).entries.find(
        ({key}) => key === 'linger.ms',
      )?.value;
    expect(linger('3.9')).toBe(0);
    expect(linger('4.0')).toBeUndefined();
  });

  it.each([
    ['67108864', 65536],
    ['1000', 1],
    ['33554433', 32768],
  ])('buffer.memory of %s bytes is %i KiB', (bytes, kbytes) => {
    expect(settings({'buffer.memory': bytes})['queue.buffering.max.kbytes']).toBe(kbytes);
  });
});

describe('a module for kafkajs', () => {
  it.each(['least', 'much'])('makes clients of %s', async profile => {
    const folder = temporaryFolder();
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
    mkdirSync(path.join(folder, 'certs'));
    const file = path.join(folder, 'settings.mjs');
    writeFileSync(file, targetNamed('kafkajs').write(rendered('kafkajs', profile)));
    const settings = await import(pathToFileURL(file).href);
    const {Kafka} = await import('kafkajs');
    const logCreator = () => () => undefined;
    const brokers = ['localhost:1'];
    expect(() => new Kafka({...settings.producerClient, brokers, logCreator}).producer(settings.producer)).not.toThrow();
    expect(() => new Kafka({...settings.consumerClient, brokers, logCreator}).consumer({...settings.consumer, groupId: 'g'})).not.toThrow();
  });

  it('names only what kafkajs declares', () => {
    const declared = readFileSync(path.resolve('node_modules/kafkajs/types/index.d.ts'), 'utf8');
    const keysOf = (header: string): string[] => {
      const body = declared.slice(declared.indexOf(header)).split(/\n\}|\n\n/)[0] ?? '';
      return [...body.matchAll(/(?:^|[{;])\s*(\w+)\??:/gm)].map(([, key]) => key ?? '');
    };
    const known: Record<string, string[]> = {
      producerClient: keysOf('export interface KafkaConfig'),
      producer: keysOf('export interface ProducerConfig'),
      send: keysOf('export interface ProducerRecord'),
      consumerClient: keysOf('export interface KafkaConfig'),
      consumer: keysOf('export interface ConsumerConfig'),
      subscribe: ['topics', ...keysOf('export type ConsumerSubscribeTopics')],
      run: keysOf('export type ConsumerRunConfig'),
    };
    const retry = keysOf('export interface RetryOptions');
    for (const {place, key} of [...rendered('kafkajs', 'least').entries, ...rendered('kafkajs', 'much').entries]) {
      const [own = '', inner] = key.split('.');
      expect(known[place], place).toContain(own);
      if (inner !== undefined) expect(retry).toContain(inner);
    }
  });
});
