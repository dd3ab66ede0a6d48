import {describe, expect, it} from 'vitest';
import {elsewhere} from '../../src/specs/client-names.ts';
import {type ClientOwner, clientHistory, clientSetting} from '../../src/specs/client-settings.ts';
import {fadingOf, judgeSetting} from '../../src/specs/setting-issues.ts';
import {unitOf} from '../../src/specs/setting-unit.ts';

const VERSIONS = ['3.9', '4.0', '4.1', '4.2', '4.3'];
const OWNERS: readonly ClientOwner[] = ['producer', 'consumer', 'admin', 'streams'];

describe('settings of clients', () => {
  it('know what a release changed', () => {
    expect(VERSIONS.map(version => clientSetting('producer', 'linger.ms', version)?.default)).toEqual(['0', '5', '5', '5', '5']);
    expect(VERSIONS.map(version => clientSetting('consumer', 'share.acknowledgement.mode', version) !== undefined)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(clientHistory('streams').life('retries')).toMatchObject({goneSince: '4.0'});
  });

  it('take their default as a value', () => {
    for (const owner of OWNERS)
      for (const name of clientHistory(owner).names()) {
        const setting = clientSetting(owner, name);
        if (setting === undefined || setting.default === null || elsewhere(name) !== undefined) continue;
        expect(judgeSetting(owner, name, setting.default, undefined), `${owner} ${name}`).toEqual({text: setting.default});
      }
  });

  it('hold no secret, and nothing of the connection', () => {
    for (const owner of OWNERS)
      for (const name of clientHistory(owner).names()) {
        const setting = clientHistory(owner).last(name);
        if (setting?.type === 'PASSWORD')
          expect(judgeSetting(owner, name, 'x', undefined), name).toMatchObject({problem: {rule: 'literal-secret', redacted: true}});
        else if (/^(ssl|sasl)\./.test(name) && clientSetting(owner, name) !== undefined)
          expect(judgeSetting(owner, name, 'x', undefined), name).toMatchObject({problem: {rule: 'misplaced'}});
      }
  });

  it('are sizes and durations by their names, but for those that do not end in their unit', () => {
    const whole = OWNERS.flatMap(owner =>
      clientHistory(owner)
        .names()
        .flatMap(name => clientSetting(owner, name) ?? []),
    );
    const hidden = whole.filter(setting => unitOf(setting) === 'size' && !setting.name.endsWith('.bytes')).map(({name}) => name);
    expect([...new Set(hidden)].sort()).toEqual(['batch.size', 'buffer.memory', 'cache.max.bytes.buffering', 'max.request.size']);
    // Another setting that counts bytes or milliseconds would belong into the table.
    const others = whole.filter(setting => unitOf(setting) === 'whole-number').map(({name}) => name);
    expect(others.filter(name => /byte|memory|size|\bms\b|millis/.test(name))).toEqual([]);
  });

  it.each([
    ['producer', 'acks', -1, 'all'],
    ['producer', 'acks', 1, '1'],
    ['producer', 'batch.size', '32KiB', '32768'],
    ['consumer', 'partition.assignment.strategy', ['b.B', 'a.A'], 'b.B,a.A'],
    ['consumer', 'share.acquire.mode', 'record_limit', 'record_limit'],
    ['streams', 'producer.linger.ms', '20ms', '20'],
    ['streams', 'restore.consumer.max.poll.records', '10', '10'],
  ] as const)('%s %s: %j is %s', (owner, name, value, text) => {
    expect(judgeSetting(owner, name, value, undefined)).toEqual({text});
  });

  it.each([
    ['acks', 2, 'must be one of all, -1, 0, 1, not 2'],
    ['acks', '2', 'must be one of all, -1, 0, 1, not 2'],
    ['acks', true, 'must be one of all, -1, 0, 1, not true'],
    ['acks', ['all'], 'must be one of all, -1, 0, 1, not a list'],
    // Any text will do.
    ['partitioner.class', 7, 'must be text, not 7; put it in quotes'],
  ])('%s of a producer is not %j, and what it can be is said at once', (name, value, message) => {
    expect(judgeSetting('producer', name, value, undefined)).toMatchObject({problem: {message: expect.stringContaining(message)}});
  });

  it.each(['by_duration:PT1H', 'by_duration:P1D', 'by_duration:P1DT1H2M3.5S'])('a group can start from %s, since 4.0', value => {
    expect(judgeSetting('consumer', 'auto.offset.reset', value, '4.0')).toEqual({text: value});
    expect(judgeSetting('consumer', 'auto.offset.reset', value, '3.9')).toMatchObject({problem: {rule: 'value'}});
  });

  it.each(['by_duration:', 'by_duration:P', 'by_duration:PT', 'by_duration:-PT1H', 'by_duration:1h', 'by_duration:P1M'])(
    'nothing starts from %s',
    value => expect(judgeSetting('consumer', 'auto.offset.reset', value, undefined)).toMatchObject({problem: {rule: 'value'}}),
  );

  it('have a future, or a successor that is named', () => {
    const fading = OWNERS.flatMap(owner =>
      clientHistory(owner)
        .names()
        .filter(name => fadingOf(owner, name) !== undefined),
    );
    expect([...new Set(fading)]).toEqual([
      'partitioner.adaptive.partitioning.enable',
      'cache.max.bytes.buffering',
      'default.deserialization.exception.handler',
      'default.dsl.store',
      'default.production.exception.handler',
      'processing.exception.handler.global.enabled',
      'window.size.ms',
      'windowed.inner.class.serde',
    ]);
  });
});
