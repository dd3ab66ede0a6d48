import type {Location} from '../../findings/finding.ts';
import type {Resource} from '../../specs/model.ts';
import {judgeSetting} from '../../specs/setting-issues.ts';
import {isProfileName, PROFILES, type Profile, type ProfileName} from '../profiles/index.ts';
import {refusedSettings} from './refused-settings.ts';

/** Settings by Kafka's own names, as people write them: `{'linger.ms': '10ms', acks: 'all', 'batch.size': 32768}`. */
export type WrittenSettings = Readonly<Record<string, string | number | boolean>>;

/** A built-in profile by its name, one of the program's own, or a ClientProfile document. */
export type ProfileChoice = ProfileName | Profile | Resource<'ClientProfile'>;

export interface SettingsChoice {
  profile?: ProfileChoice | undefined;
  /** Over those of the profile. */
  settings?: WrittenSettings | undefined;
}

export interface StatedSetting {
  /** Kafka's canonical text, durations and sizes as whole numbers. */
  text: string;
  /** Of a document. */
  at?: Location;
}

export interface StatedSettings {
  settings: ReadonlyMap<string, StatedSetting>;
  /** What is no setting, or no value of one, each a line. */
  problems: readonly string[];
}

/** What a profile and a program state together, judged by Kafka's definitions. */
export function statedSettings(section: 'producer' | 'consumer', {profile, settings = {}}: SettingsChoice): StatedSettings {
  const stated = new Map<string, StatedSetting>();
  const problems: string[] = [];
  const written: [name: string, value: unknown, at: Location | undefined][] = [];
  const document = typeof profile === 'object' && 'kind' in profile ? profile : undefined;
  for (const [name, value] of Object.entries(textsOf(section, profile)))
    written.push([name, value, document?.locate(`/spec/${section}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)]);
  for (const [name, value] of Object.entries(settings)) written.push([name, value, undefined]);
  for (const [name, value, at] of written) {
    const judged = judgeSetting(section, name, value, document?.spec.version);
    if ('problem' in judged) problems.push(`${placeOf(at)}${judged.problem.message}`);
    else stated.set(name, {text: judged.text, ...(at === undefined ? {} : {at})});
  }
  return {settings: stated, problems};
}

/** `file:line:column: `, where there is one. */
export function placeOf(at: Location | undefined): string {
  return at === undefined ? '' : `${at.file}:${at.line}:${at.column}: `;
}

function textsOf(section: 'producer' | 'consumer', profile: ProfileChoice | undefined): Readonly<Record<string, string>> {
  if (profile === undefined) return {};
  if (typeof profile === 'string') {
    if (!isProfileName(profile))
      throw refusedSettings(section, [`there is no profile ${JSON.stringify(profile)}: ${Object.keys(PROFILES).join(', ')}`]);
    return PROFILES[profile][section];
  }
  return ('kind' in profile ? profile.spec[section] : profile[section]) ?? {};
}
