import type {incrementalAlterConfigsV1} from '@platformatic/kafka';
import type {TopicSettings} from '../../cluster/topic-settings.ts';
import {usageError} from '../../findings/error.ts';
import {suggestion} from '../../findings/suggest.ts';

/** Settings to change, and overrides to take away: what is named in neither stays as it is. */
export interface SettingsToChange {
  name: string;
  /** Kafka's own names and text: `{'retention.ms': '604800000'}`. */
  set?: Record<string, string>;
  unset?: readonly string[];
}

export interface SettingChange {
  setting: string;
  /** What held before, and what holds now: an override, or what is inherited. Undefined where the brokers do not tell. */
  from: string | undefined;
  to: string | undefined;
  /** Whether it was an override of the topic, and whether it is one now. */
  wasOwn: boolean;
  isOwn: boolean;
}

const TOPIC = 2;
/** IncrementalAlterConfigs' operations (KIP-339). */
const SET = 0;
const DELETE = 1;

/** The request for some changes. A setting that is both set and taken away is wrong use. */
export function alterations(changes: readonly SettingsToChange[]): Parameters<typeof incrementalAlterConfigsV1.createRequest>[0] {
  return changes.map(({name, set = {}, unset = []}) => {
    const both = unset.find(setting => Object.hasOwn(set, setting));
    if (both !== undefined) throw usageError('admin/set-and-unset', `${both} of ${name} cannot be both set and taken away`);
    return {
      resourceType: TOPIC,
      resourceName: name,
      configs: [
        ...Object.entries(set).map(([setting, value]) => ({name: setting, configOperation: SET, value}) as const),
        ...unset.map(setting => ({name: setting, configOperation: DELETE}) as const),
      ],
    };
  });
}

/** What a change makes of what holds: an override that is taken away leaves what is inherited. Pure. */
export function settingChanges({set = {}, unset = []}: SettingsToChange, {overrides, defaults}: TopicSettings): SettingChange[] {
  const change = (setting: string, to: string | undefined, isOwn: boolean): SettingChange => ({
    setting,
    from: overrides[setting] ?? defaults[setting],
    to,
    wasOwn: Object.hasOwn(overrides, setting),
    isOwn,
  });
  return [
    ...Object.entries(set).map(([setting, value]) => change(setting, value, true)),
    ...unset.map(setting => change(setting, defaults[setting], false)),
  ];
}

/** `; did you mean "retention.ms"?` for the first setting that the topic does not have, or nothing. */
export function unknownSetting({set = {}, unset = []}: SettingsToChange, {overrides, defaults}: TopicSettings): string {
  const known = Object.keys({...defaults, ...overrides});
  const wrong = [...Object.keys(set), ...unset].find(one => !known.includes(one));
  return suggestion(wrong, known);
}
