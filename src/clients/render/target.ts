import {visible} from '../../findings/visible.ts';
import {isIdempotent} from '../../policy/client-config.ts';
import {clientSetting} from '../../specs/client-settings.ts';
import {CLIENT_SECTIONS, type ClientProfileSpec, type ClientSection} from '../../specs/model.ts';
import type {Connection} from './connection.ts';

/** A value in the target's own terms; `code` is an expression of its language, like `CompressionTypes.LZ4`. */
export type Value = string | number | boolean | {code: string};

/** One setting of the target. */
export interface Entry {
  /** Whose client it configures; `connection` for what comes from the Cluster. */
  section: ClientSection | 'connection';
  /** Where in the target's own configuration it belongs, where that has several places: `send`, `properties`. */
  place: string;
  key: string;
  value: Value;
  /** Kafka's setting that it stands for. */
  from: string;
  /** Why it is there although the profile does not state it, or what differs. */
  why?: string;
}

/** A setting of the profile that the target cannot express, or Kafka's default that it cannot be given. */
export interface Left {
  section: ClientSection;
  name: string;
  /** Kafka's text; of the default where the profile does not state it. */
  value: string;
  why: string;
}

/** What a setting is in the target: entries, none where the target does the same anyway; or why it has no such thing. */
export type Translation = readonly Omit<Entry, 'section' | 'from'>[] | {left: string};

/** A value that the target has for a setting of Kafka's where it is told nothing, in Kafka's own terms. */
export type OwnDefaults = Readonly<Partial<Record<ClientSection, Readonly<Record<string, string>>>>>;

/** A client library: one file in this folder. */
export interface Target {
  /** What is rendered, in a few words: for the help. */
  summary: string;
  /** What it is called beside Kafka. */
  library: string;
  /** True: a file for each section, so that two cannot be printed at once. */
  oneSection?: true;
  /** How a setting is called there. `settings` are all that hold in the section, for what two of them decide together. */
  translate(section: ClientSection, name: string, text: string, settings: Readonly<Record<string, string>>): Translation;
  /** Where its defaults differ from Kafka's in what a program can notice. */
  defaults: OwnDefaults;
  connect(connection: Connection): Omit<Entry, 'section'>[];
  write(rendering: Rendering): string;
}

export interface Rendering {
  profile: string;
  /** Of the cluster whose connection it holds. */
  cluster?: string;
  sections: readonly ClientSection[];
  entries: readonly Entry[];
  left: readonly Left[];
}

export interface RenderRequest {
  name: string;
  profile: ClientProfileSpec;
  sections?: readonly ClientSection[];
  connection?: Connection | undefined;
}

/** A profile in a target's terms: what is stated, and Kafka's defaults where the target has others. */
export function render(target: Target, {name, profile, sections, connection}: RenderRequest): Rendering {
  const wanted = CLIENT_SECTIONS.filter(section => profile[section] !== undefined && (sections?.includes(section) ?? true));
  const entries: Entry[] = (connection === undefined ? [] : target.connect(connection)).map(entry => ({...entry, section: 'connection'}));
  const left: Left[] = [];
  for (const section of wanted) {
    const stated = profile[section] ?? {};
    const settings = {...stated, ...kafkasDefaults(target, section, profile)};
    for (const [setting, text] of Object.entries(settings)) {
      const translation = target.translate(section, setting, text, settings);
      const theirs = Object.hasOwn(stated, setting) ? undefined : target.defaults[section]?.[setting];
      const why = theirs === undefined ? undefined : `Kafka's default, where ${target.library} has ${theirs}`;
      if ('left' in translation) left.push({section, name: setting, value: text, why: [why, translation.left].filter(Boolean).join(': ')});
      else for (const one of translation) entries.push({section, from: setting, ...(why === undefined ? {} : {why}), ...one});
    }
  }
  return {profile: name, ...(connection === undefined ? {} : {cluster: connection.cluster}), sections: wanted, entries, left};
}

/** Kafka's own defaults of what the profile does not state and the target would do otherwise. */
function kafkasDefaults(target: Target, section: ClientSection, profile: ClientProfileSpec): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, theirs] of Object.entries(target.defaults[section] ?? {})) {
    if (profile[section]?.[name] !== undefined) continue;
    const setting = clientSetting(section, name, profile.version);
    if (setting === undefined) continue;
    // No default at all is Kafka's own way, as that of its partitioner.
    const ours = name === 'enable.idempotence' ? String(isIdempotent(profile)) : (setting.default ?? '');
    if (ours !== theirs) settings[name] = ours;
  }
  return settings;
}

/** What is left, as comments at the head of a file. */
export function leftLines({left}: Rendering): string[] {
  return left.map(leftLine);
}

export function leftLine({section, name, value, why}: Left): string {
  return comment(`not expressed: ${section} ${name}=${value}: ${why}`);
}

/** A text for a comment: on one line whatever names and values it holds, for what stands on the next is in force. */
export function comment(text: string): string {
  return visible(text.toWellFormed());
}

/** The first line of every file. */
export function headLine({profile, cluster}: Rendering, what: string): string {
  return comment(`ClientProfile ${profile}${cluster === undefined ? '' : ` on ${cluster}`} for ${what}; rendered by weir clients render`);
}
