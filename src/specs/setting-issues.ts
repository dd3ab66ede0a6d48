import {nearest} from '../findings/suggest.ts';
import {brokerHistory, brokerSetting, generalName} from './broker-settings.ts';
import type {Issue} from './kinds/kind.ts';
import {adviceOn, isLeftOut, laterPatchOf} from './removed-settings.ts';
import {compareMinor, type Setting, type SettingHistory} from './setting-history.ts';
import {settingText} from './setting-text.ts';
import {TOPIC_HISTORY, topicSetting} from './topic-settings.ts';

/** Whose settings a map holds. */
export type SettingOwner = 'topic' | 'broker';

/** `removable`: to leave the setting out is all that there is to do. */
export type JudgedSetting = {text: string} | {problem: Omit<Issue, 'pointer' | 'fix'> & {removable?: boolean}};

/**
 * One of Kafka's own settings in a spec: its canonical text, or what is wrong with its name or value for brokers of
 * `version` (undefined: the newest release).
 */
export function judgeSetting(owner: SettingOwner, name: string, value: unknown, version: string | undefined): JudgedSetting {
  const setting = owner === 'topic' ? topicSetting(name, version) : brokerSetting(name, version);
  if (setting === undefined) {
    const redacted = /pass|secret|token|credential|private|key$/i.test(name);
    const {message, isGone} = absence(owner, name, version);
    // What a Cluster says of its brokers describes them: to take it out changes none.
    const removable = isGone && owner === 'topic' && isLeftOut(name);
    return {
      problem: {rule: 'unknown-key', key: true, message, ...(redacted ? {redacted} : {}), ...(removable ? {removable} : {})},
    };
  }
  if (setting.type === 'PASSWORD') {
    const message = `${name} is a secret, and brokers never show it: leave it out, and change it if the secret itself stood here`;
    return {problem: {rule: 'literal-secret', message, redacted: true}};
  }
  const judged = settingText(setting, value);
  if ('problem' in judged)
    return {problem: {rule: 'value', message: `${name}: ${judged.problem}${whenRefused(owner, name, value, version)}`}};
  // Kafka keeps the order that it was given; one order for all makes equal settings of topics equal text.
  return owner === 'topic' && setting.type === 'LIST' ? {text: judged.text.split(',').sort().join(',')} : judged;
}

/**
 * Why a setting that brokers of `version` have (undefined: the newest release) has no future, as the rest of a sentence that
 * starts with its name, and what to do; undefined where nothing speaks against it. By the definitions of all releases.
 */
export function fadingOf(owner: SettingOwner, name: string, version?: string): string | undefined {
  const setting = owner === 'topic' ? topicSetting(name, version) : brokerSetting(name, version);
  if (setting === undefined) return undefined;
  const general = owner === 'topic' ? name : generalName(name);
  const {goneSince} = historyOf(owner).life(general);
  const isGone = goneSince !== undefined && laterPatchOf(general) === undefined;
  if (!setting.deprecated && !isGone) return undefined;
  const when = isGone ? `${setting.deprecated ? 'deprecated, and ' : ''}gone from Kafka ${goneSince}` : 'deprecated';
  return `is ${when}; ${adviceOn(general) ?? 'leave it out'}`;
}

/** Why brokers of a version do not have a setting, and what to do; `isGone` where older ones had it. */
function absence(owner: SettingOwner, name: string, version: string | undefined): {message: string; isGone: boolean} {
  const history = historyOf(owner);
  const general = owner === 'topic' ? name : generalName(name);
  if (history.last(general) === undefined) {
    const guess = nearest(
      name,
      history.names().filter(one => history.at(one, version) !== undefined),
    );
    const advice = guess === undefined ? "it is no setting of Apache Kafka's brokers" : `did you mean ${guess}?`;
    return {message: `unknown key ${name}; ${advice}`, isGone: false};
  }
  const {since, goneSince} = history.life(general);
  if (version !== undefined && since !== undefined && compareMinor(version, since) < 0) {
    const message = `${name} came with Kafka ${since}, and the brokers run ${version} (spec.brokers.version of the Cluster)`;
    return {message, isGone: false};
  }
  const patch = laterPatchOf(general);
  if (patch !== undefined) {
    const message = `${name} is not in Kafka ${history.releaseFor(version)}; it came with the later patch release ${patch}`;
    return {message, isGone: false};
  }
  const message = `${name} is gone since Kafka ${goneSince ?? history.releaseFor(version)}; ${adviceOn(general) ?? 'leave it out'}`;
  return {message, isGone: true};
}

/** Since or until when a value is refused that another release takes. */
function whenRefused(owner: SettingOwner, name: string, value: unknown, version: string | undefined): string {
  const history = historyOf(owner);
  const definitions = history.definitions(owner === 'topic' ? name : generalName(name));
  if (definitions.length < 2) return '';
  const inForce = definitions.findLastIndex(({since}) => version === undefined || since === undefined || compareMinor(since, version) <= 0);
  const takes = ({setting}: {setting: Setting}): boolean => 'text' in settingText(setting, value);
  const later = definitions.slice(inForce + 1).find(takes);
  if (later !== undefined)
    return `; Kafka takes it from ${later.since} on, and the brokers run ${version} (spec.brokers.version of the Cluster)`;
  if (!definitions.slice(0, inForce).some(takes)) return '';
  const since = `, since Kafka ${definitions[inForce]?.since}`;
  return version === undefined ? `${since}; if the brokers are older, state spec.brokers.version in the Cluster` : since;
}

function historyOf(owner: SettingOwner): SettingHistory {
  return owner === 'topic' ? TOPIC_HISTORY : brokerHistory();
}
