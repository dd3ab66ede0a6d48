/**
 * Kafka's own settings through its releases, as the pinned jars define them. Versions are told apart by their minor release
 * (`4.1`): a patch release is judged like the one that is pinned of its minor.
 */

/** One definition of a setting; it applies from `since` on, to all releases where that is absent. */
export interface Span {
  /** First minor release. */
  since?: string;
  /** The setting does not exist from `since` on. */
  gone?: boolean;
  /** ConfigDef.Type. */
  type?: string;
  default?: string | null;
  /** The validator in its own words: `[1,...]`. */
  valid?: string | null;
  deprecated?: boolean;
}

/** A generated file: `releases` oldest first (`3.9.2`), and each setting's definitions, oldest first. */
export interface GeneratedConfigs {
  releases: readonly string[];
  settings: Readonly<Record<string, readonly Span[]>>;
}

/** A setting as one release of Kafka defines it. */
export interface Setting {
  name: string;
  /** ConfigDef.Type of Kafka. */
  type: string;
  default: string | null;
  deprecated: boolean;
  /** Bounds of INT, LONG and SHORT, exact. */
  min?: bigint;
  max?: bigint;
  /** Bounds of DOUBLE, where Kafka names any. */
  least?: number;
  most?: number;
  /** The values that Kafka takes. */
  choices?: readonly string[];
  /** Kafka compares the choices without regard to case. */
  anyCase?: boolean;
  /** Besides the choices, this text with an ISO 8601 duration after it: `by_duration:` (KIP-1106). */
  durationAfter?: string;
}

/** When a setting came, became deprecated and went: minor releases, undefined where that is outside of what is known. */
export interface Life {
  since: string | undefined;
  deprecatedSince: string | undefined;
  goneSince: string | undefined;
}

/** All settings of topics, or all of brokers. */
export class SettingHistory {
  readonly #generated: GeneratedConfigs;
  /** By version and name: asked once a line of every spec. */
  readonly #known = new Map<string | undefined, Map<string, Setting | undefined>>();

  constructor(generated: GeneratedConfigs) {
    this.#generated = generated;
  }

  /** Every name that any release has. */
  names(): string[] {
    return Object.keys(this.#generated.settings);
  }

  /**
   * The definition that brokers of `version` (`4.1`, `4.1.2`) judge by; without one, that of the newest release. Undefined
   * where they do not have the setting. A version newer than all that are known is judged like the newest.
   */
  at(name: string, version?: string): Setting | undefined {
    const known = this.#known.get(version) ?? new Map<string, Setting | undefined>();
    this.#known.set(version, known);
    if (!known.has(name)) known.set(name, this.#define(name, version));
    return known.get(name);
  }

  /** The newest definition of a setting that may be gone by now; undefined where no release has it. */
  last(name: string): Setting | undefined {
    return this.definitions(name).at(-1)?.setting;
  }

  /** Every definition that a setting has had, oldest first. `since` is a minor release, undefined for the oldest known. */
  definitions(name: string): {setting: Setting; since: string | undefined}[] {
    return this.#spans(name).flatMap(span => (span.gone === true ? [] : [{setting: settingOf(name, span), since: span.since}]));
  }

  life(name: string): Life {
    const spans = this.#spans(name);
    const last = spans.at(-1);
    const deprecated = spans.findIndex(span => span.deprecated === true);
    return {
      since: spans[0]?.since,
      deprecatedSince: deprecated === -1 ? undefined : spans[deprecated]?.since,
      goneSince: last?.gone === true ? last.since : undefined,
    };
  }

  /** The oldest minor release that is known. */
  oldest(): string {
    return minorOf(this.#generated.releases[0] ?? '');
  }

  /** The pinned release that judges for a version: `4.1.2` for `4.1`, the newest where none is stated. */
  releaseFor(version?: string): string {
    const {releases} = this.#generated;
    const known = version === undefined ? undefined : releases.findLast(release => compareMinor(release, version) <= 0);
    return known ?? releases.at(-1) ?? '';
  }

  #define(name: string, version: string | undefined): Setting | undefined {
    const applies = ({since}: Span): boolean => version === undefined || since === undefined || compareMinor(since, version) <= 0;
    const span = this.#spans(name).findLast(applies);
    return span === undefined || span.gone === true ? undefined : settingOf(name, span);
  }

  #spans(name: string): readonly Span[] {
    // Own keys only: the name is a user's text.
    return Object.hasOwn(this.#generated.settings, name) ? (this.#generated.settings[name] ?? []) : [];
  }
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Negative where the minor release of `a` is older than that of `b`: 3.9 before 4.0, 4.9 before 4.10. */
export function compareMinor(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA === majorB ? minorA - minorB : majorA - majorB;
}

/** Largest values of Kafka's types, where its definition names no bound. */
const TYPE_BOUNDS: Record<string, {min: bigint; max: bigint}> = {
  SHORT: {min: -(2n ** 15n), max: 2n ** 15n - 1n},
  INT: {min: -(2n ** 31n), max: 2n ** 31n - 1n},
  LONG: {min: -(2n ** 63n), max: 2n ** 63n - 1n},
};

function settingOf(name: string, {type = 'STRING', default: fallback = null, valid = null, deprecated = false}: Span): Setting {
  return {name, type, default: fallback, deprecated, ...boundsOf(type, valid)};
}

/** Reads ConfigDef's own way of printing a validator: `[1,...]`, `[1,...,9] or -1`, `[a, b, c]`, `(case insensitive) [A, B]`. */
function boundsOf(
  type: string,
  valid: string | null,
): Pick<Setting, 'min' | 'max' | 'least' | 'most' | 'choices' | 'anyCase' | 'durationAfter'> {
  const range = valid === null ? null : /^\[(-?[\d.]+),\.\.\.(?:,(-?[\d.]+))?\]( or -1)?$/.exec(valid);
  const [, low, high, orUnset] = range ?? [];
  if (type === 'DOUBLE') return {...(low === undefined ? {} : {least: Number(low)}), ...(high === undefined ? {} : {most: Number(high)})};
  const bounds = TYPE_BOUNDS[type];
  if (bounds !== undefined) {
    const min = low === undefined ? bounds.min : BigInt(low);
    return {min: orUnset === undefined || min < -1n ? min : -1n, max: high === undefined ? bounds.max : BigInt(high)};
  }
  const [, plain, durationAfter] = /^\[([^\]:]+), (\w+:)PnDTnHnMn\.nS\]$/.exec(valid ?? '') ?? [];
  if (plain !== undefined && durationAfter !== undefined) return {choices: plain.split(', '), durationAfter};
  const [, caseless, choices] = /^(\(case insensitive\) )?\[([^\]:]+)\]$/.exec(valid ?? '') ?? [];
  if (choices === undefined || (type !== 'STRING' && type !== 'LIST')) return {};
  return {choices: choices.split(', '), ...(caseless === undefined ? {} : {anyCase: true})};
}
