import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {brokerHistory, brokerSetting} from '../../src/specs/broker-settings.ts';
import {compareMinor, SettingHistory} from '../../src/specs/setting-history.ts';
import {fadingOf, judgeSetting} from '../../src/specs/setting-issues.ts';
import {TOPIC_HISTORY, topicSetting} from '../../src/specs/topic-settings.ts';

const VERSIONS = ['3.9', '4.0', '4.1', '4.2', '4.3'];

describe('settings of topics', () => {
  it.each(['message.timestamp.difference.max.ms', 'message.format.version', 'message.downconversion.enable'])('%s is gone in 4.0', name => {
    expect(VERSIONS.map(version => topicSetting(name, version) !== undefined)).toEqual([true, false, false, false, false]);
    expect(topicSetting(name)).toBeUndefined();
    expect(TOPIC_HISTORY.life(name)).toMatchObject({since: undefined, goneSince: '4.0'});
  });

  it.each(['remote.storage.enable', 'remote.log.copy.disable', 'remote.log.delete.on.disable', 'local.retention.ms'])(
    'every release has %s',
    name => {
      for (const version of VERSIONS) expect(topicSetting(name, version)).toEqual(topicSetting(name));
    },
  );

  it('knows which release raised a bound, and which a default', () => {
    expect(VERSIONS.map(version => topicSetting('segment.bytes', version)?.min)).toEqual([14n, 14n, 1_048_576n, 1_048_576n, 1_048_576n]);
    expect(VERSIONS.map(version => topicSetting('message.timestamp.after.max.ms', version)?.default)).toEqual([
      '9223372036854775807',
      ...Array(4).fill('3600000'),
    ]);
  });

  it('none of the newest release is deprecated', () => {
    expect(TOPIC_HISTORY.names().filter(name => fadingOf('topic', name) !== undefined)).toEqual([]);
  });

  it('takes a patch release for its minor one, and a later version for the newest', () => {
    expect(topicSetting('segment.bytes', '4.0.1')?.min).toBe(14n);
    expect(topicSetting('segment.bytes', '4.10')?.min).toBe(1_048_576n);
    expect(TOPIC_HISTORY.releaseFor('4.1.0')).toMatch(/^4\.1\.\d+$/);
  });
});

describe('settings of brokers', () => {
  it('have what each release brought and took', () => {
    expect(brokerSetting('zookeeper.connect', '3.9')).toBeDefined();
    expect(brokerSetting('zookeeper.connect', '4.0')).toBeUndefined();
    expect(brokerSetting('transaction.two.phase.commit.enable', '4.0')).toBeUndefined();
    expect(brokerSetting('transaction.two.phase.commit.enable', '4.1')).toBeDefined();
    expect(brokerSetting('log.cleaner.enable')?.deprecated).toBe(true);
    expect(fadingOf('broker', 'sasl.oauthbearer.scope')).toBeUndefined();
  });

  it('may be those of one listener, and of one mechanism there', () => {
    expect(brokerSetting('listener.name.internal.ssl.client.auth')?.choices).toEqual(['required', 'requested', 'none']);
    expect(brokerSetting('listener.name.internal.scram-sha-512.sasl.jaas.config')?.type).toBe('PASSWORD');
    expect(brokerSetting('listener.name.internal.acme')).toBeUndefined();
  });

  it('a password is refused, whatever it is, and its line hidden', () => {
    const secrets = brokerHistory()
      .names()
      .filter(name => brokerSetting(name)?.type === 'PASSWORD');
    expect(secrets).toContain('ssl.keystore.password');
    for (const name of secrets) expect(judgeSetting('broker', name, 'x', undefined)).toMatchObject({problem: {redacted: true}});
  });
});

it("every default is a value that the setting's own definition takes", () => {
  for (const [owner, history] of [
    ['topic', TOPIC_HISTORY],
    ['broker', brokerHistory()],
  ] as const)
    for (const name of history.names())
      for (const version of VERSIONS) {
        const setting = history.at(name, version);
        if (setting === undefined || setting.default === null || setting.type === 'PASSWORD') continue;
        expect(judgeSetting(owner, name, setting.default, version), `${name} ${version}`).toHaveProperty('text');
      }
});

it('a value that was judged is judged the same again', () => {
  const names = [...TOPIC_HISTORY.names()];
  const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constantFrom('7d', '1MiB', 'delete,compact', '0.5', 'producer'));
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.constantFrom(...VERSIONS), value, (name, version, written) => {
      const judged = judgeSetting('topic', name, written, version);
      if ('text' in judged) expect(judgeSetting('topic', name, judged.text, version)).toEqual(judged);
    }),
  );
});

it('finds the definition of a version among those of a setting, whatever the releases', () => {
  const history = new SettingHistory({
    releases: ['3.9.0', '4.9.0', '4.10.0'],
    settings: {
      a: [
        {since: '4.9', type: 'INT', default: '1'},
        {since: '4.10', gone: true},
      ],
    },
  });
  expect(['3.9', '4.8', '4.9', '4.10', '5.0'].map(version => history.at('a', version)?.default)).toEqual([
    undefined,
    undefined,
    '1',
    undefined,
    undefined,
  ]);
  expect(history.at('constructor')).toBeUndefined();
  expect(['4.10', '3.9', '4.9'].sort(compareMinor)).toEqual(['3.9', '4.9', '4.10']);
});
