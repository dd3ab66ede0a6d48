import {judgeSetting} from '../specs/setting-issues.ts';
import {unitOf} from '../specs/setting-unit.ts';
import {topicSetting} from '../specs/topic-settings.ts';
import type {YamlValue} from '../specs/yaml/compose.ts';

/** A topic's setting as it may stand in YAML. */
export type SettingForm =
  | {value: YamlValue}
  /** The broker keeps a text that says the same in another way, like `compact, delete`: applying writes `text` in its place. */
  | {value: YamlValue; text: string}
  | {problem: string};

/**
 * How a person would write a setting that the brokers hold as `live`: `604800000` as `7d`, `1048576` as `1MiB`, `true` as a
 * boolean. Each form is read back as a document is, and taken only where that gives the brokers' own text.
 */
export function settingForm(name: string, live: string, version?: string): SettingForm {
  let rewritten: SettingForm | undefined;
  for (const value of forms(name, live, version)) {
    const judged = judgeSetting('topic', name, value, version);
    if ('problem' in judged) continue;
    if (judged.text === live) return {value};
    rewritten ??= {value, text: judged.text};
  }
  if (rewritten !== undefined) return rewritten;
  const judged = judgeSetting('topic', name, live, version);
  return {problem: 'problem' in judged ? judged.problem.message : `no document can say ${name}=${JSON.stringify(live)}`};
}

function forms(name: string, live: string, version: string | undefined): YamlValue[] {
  const setting = topicSetting(name, version);
  const written: YamlValue[] = [];
  const unit = setting === undefined ? undefined : unitOf(setting);
  if (/^[0-9]+$/.test(live) && (unit === 'duration' || unit === 'size')) written.push(...quantityForms(live, unit));
  if (/^-?[0-9]+(\.[0-9]+)?$/.test(live) && Number.isSafeInteger(Math.trunc(Number(live)))) written.push(Number(live));
  if (setting?.type === 'BOOLEAN') written.push(live.toLowerCase() === 'true');
  if (setting?.type === 'LIST' && live.includes(',')) written.push(live.split(',').map(item => item.trim()));
  return [...written, live];
}

const DURATIONS: readonly [unit: string, ms: bigint][] = [
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1_000n],
];
const SIZES: readonly [unit: string, bytes: bigint][] = [
  ['TiB', 1n << 40n],
  ['GiB', 1n << 30n],
  ['MiB', 1n << 20n],
  ['KiB', 1n << 10n],
];

/** A whole number of milliseconds or bytes in the largest unit in which it is whole; nothing where it is best left as it is. */
export function quantityForms(text: string, unit: 'duration' | 'size'): string[] {
  const value = BigInt(text);
  if (value === 0n) return [];
  const found = (unit === 'duration' ? DURATIONS : SIZES).find(([, factor]) => value % factor === 0n);
  return found === undefined ? [] : [`${value / found[1]}${found[0]}`];
}
