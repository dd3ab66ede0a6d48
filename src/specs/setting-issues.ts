import {nearest} from '../findings/suggest.ts';
import {elsewhere, foreignName} from './client-names.ts';
import type {Issue} from './kinds/kind.ts';
import {adviceOn, isLeftOut, laterPatchOf} from './removed-settings.ts';
import {compareMinor, type Setting} from './setting-history.ts';
import {definitionsOf, type SettingOwner} from './setting-owners.ts';
import {settingText} from './setting-text.ts';

export type {SettingOwner} from './setting-owners.ts';

/** `removable`: to leave the setting out is all that there is to do. `renamed`: the name under which the same value belongs. */
export type JudgedSetting =
  | {text: string}
  | {problem: Omit<Issue, 'pointer' | 'fix' | 'rename'> & {removable?: boolean; renamed?: string | undefined}};

/**
 * One of Kafka's own settings in a spec: its canonical text, or what is wrong with its name or value by the definitions of
 * `version` (undefined: the newest release).
 */
export function judgeSetting(owner: SettingOwner, name: string, value: unknown, version: string | undefined): JudgedSetting {
  const definitions = definitionsOf(owner);
  const setting = definitions.at(name, version);
  const redacted = /pass|secret|token|credential|private|key$/i.test(name) ? {redacted: true} : {};
  if (setting === undefined) {
    const {message, isGone, renamed} = absence(owner, name, version);
    // What a Cluster says of its brokers describes them: to take it out changes none.
    const removable = isGone && owner !== 'broker' && isLeftOut(definitions.general(name));
    return {problem: {rule: 'unknown-key', key: true, message, renamed, ...redacted, ...(removable ? {removable} : {})}};
  }
  if (setting.type === 'PASSWORD') return {problem: {rule: 'literal-secret', message: secretText(owner, name), redacted: true}};
  const refusal = owner === 'topic' || owner === 'broker' ? undefined : elsewhere(definitions.general(name));
  if (refusal !== undefined) return {problem: {rule: 'misplaced', key: true, message: `${name} ${refusal}`, ...redacted}};
  const judged = settingText(setting, value);
  if ('problem' in judged) {
    const [what = '', ...advice] = judged.problem.split(/(?=; did you mean )/);
    return {problem: {rule: 'value', message: `${name}: ${what}${whenRefused(owner, name, value, version)}${advice.join('')}`}};
  }
  return {text: canonical(owner, setting, judged.text)};
}

/** One text for what is the same. */
function canonical(owner: SettingOwner, {name, type}: Setting, text: string): string {
  // Kafka keeps the order that it was given; one order for all makes equal settings of topics equal text.
  if (owner === 'topic' && type === 'LIST') return text.split(',').sort().join(',');
  // ProducerConfig.parseAcks takes both.
  return name === 'acks' && text === '-1' ? 'all' : text;
}

function secretText(owner: SettingOwner, name: string): string {
  if (owner === 'topic' || owner === 'broker')
    return `${name} is a secret, and brokers never show it: leave it out, and change it if the secret itself stood here`;
  return `${name} is a secret: leave it out, for programs read it from their environment, and change it if the secret itself stood here`;
}

/**
 * Why a setting that `version` has (undefined: the newest release) has no future, as the rest of a sentence that starts with
 * its name, and what to do; undefined where nothing speaks against it. By the definitions of all releases.
 */
export function fadingOf(owner: SettingOwner, name: string, version?: string): string | undefined {
  const definitions = definitionsOf(owner);
  const setting = definitions.at(name, version);
  if (setting === undefined) return undefined;
  const general = definitions.general(name);
  const {goneSince} = definitions.history(name).life(general);
  const isGone = goneSince !== undefined && laterPatchOf(general) === undefined;
  if (!setting.deprecated && !isGone) return undefined;
  const when = isGone ? `${setting.deprecated ? 'deprecated, and ' : ''}gone from Kafka ${goneSince}` : 'deprecated';
  return `is ${when}; ${adviceOn(general) ?? 'leave it out'}`;
}

/** Why a version does not have a setting, and what to do; `isGone` where older ones had it. */
function absence(
  owner: SettingOwner,
  name: string,
  version: string | undefined,
): {message: string; isGone: boolean; renamed?: string | undefined} {
  const definitions = definitionsOf(owner);
  const history = definitions.history(name);
  const general = definitions.general(name);
  const {readers, versionAt} = definitions;
  if (history.last(general) === undefined) return {...unknown(owner, name, version), isGone: false};
  const {since, goneSince} = history.life(general);
  if (version !== undefined && since !== undefined && compareMinor(version, since) < 0) {
    const message = `${name} came with Kafka ${since}, and the ${readers} run ${version} (${versionAt})`;
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

/** A name that no release has. */
function unknown(owner: SettingOwner, name: string, version: string | undefined): {message: string; renamed?: string | undefined} {
  const definitions = definitionsOf(owner);
  if (owner !== 'topic' && owner !== 'broker') {
    const foreign = foreignName(owner, name, version);
    if (foreign !== undefined) return {message: `unknown key ${name}; ${foreign.says}`, renamed: foreign.renamed};
  }
  const general = definitions.general(name);
  const history = definitions.history(name);
  const guess = nearest(
    owner === 'broker' ? name : general,
    history.names().filter(one => history.at(one, version) !== undefined),
  );
  if (guess === undefined) return {message: `unknown key ${name}; it is no setting of Apache Kafka's ${definitions.readers}`};
  const prefix = owner === 'broker' ? '' : name.slice(0, name.length - general.length);
  return {message: `unknown key ${name}; did you mean ${prefix}${guess}?`};
}

/** Since or until when a value is refused that another release takes. */
function whenRefused(owner: SettingOwner, name: string, value: unknown, version: string | undefined): string {
  const {history, general, readers, versionAt} = definitionsOf(owner);
  const definitions = history(name).definitions(general(name));
  if (definitions.length < 2) return '';
  const inForce = definitions.findLastIndex(({since}) => version === undefined || since === undefined || compareMinor(since, version) <= 0);
  const takes = ({setting}: {setting: Setting}): boolean => 'text' in settingText(setting, value);
  const later = definitions.slice(inForce + 1).find(takes);
  if (later !== undefined) return `; Kafka takes it from ${later.since} on, and the ${readers} run ${version} (${versionAt})`;
  if (!definitions.slice(0, inForce).some(takes)) return '';
  const since = `, since Kafka ${definitions[inForce]?.since}`;
  if (version !== undefined) return since;
  const where = readers === 'brokers' ? 'spec.brokers.version in the Cluster' : versionAt;
  return `${since}; if the ${readers} are older, state ${where}`;
}
