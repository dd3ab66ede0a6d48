import {suggestion} from '../../findings/suggest.ts';
import {refusedSettings} from './refused-settings.ts';
import {placeOf, type StatedSetting, type StatedSettings} from './stated-settings.ts';

/** Reads typed values out of settings, and refuses what nobody asked for: a setting that has no effect is no setting. */
export class SettingReader {
  readonly #section: 'producer' | 'consumer';
  readonly #stated: StatedSettings['settings'];
  /** Settings that the library cannot provide, with what to do instead. */
  readonly #refused: Readonly<Record<string, string>>;
  readonly #read = new Set<string>();
  readonly #problems: string[];

  constructor(section: 'producer' | 'consumer', stated: StatedSettings, refused: Readonly<Record<string, string>>) {
    this.#section = section;
    this.#stated = stated.settings;
    this.#problems = [...stated.problems];
    this.#refused = refused;
  }

  isStated(name: string): boolean {
    return this.#stated.has(name);
  }

  /** Kafka's INT and LONG, within what JavaScript holds exactly. */
  whole(name: string, byDefault: number): number {
    const text = this.#text(name);
    if (text === undefined) return byDefault;
    const value = Number(text);
    if (Number.isSafeInteger(value)) return value;
    this.problem(name, `${text} is more than a program of JavaScript can count to; write at most ${Number.MAX_SAFE_INTEGER}`);
    return byDefault;
  }

  flag(name: string, byDefault: boolean): boolean {
    const text = this.#text(name);
    return text === undefined ? byDefault : text === 'true';
  }

  /** One of the values that the library provides; Kafka may know more. */
  choice<T extends string>(name: string, choices: readonly T[], byDefault: T): T {
    const text = this.#text(name);
    if (text === undefined) return byDefault;
    const found = choices.find(one => one === text);
    if (found === undefined) this.problem(name, `this library provides ${choices.join(', ')}, not ${text}`);
    return found ?? byDefault;
  }

  problem(name: string, message: string): void {
    this.#problems.push(`${placeOf(this.#stated.get(name)?.at)}${name}: ${message}`);
  }

  /** Fails with `client/setting` where something is wrong, or stated and not provided. */
  finish(): void {
    for (const [name, {at}] of this.#stated) {
      if (this.#read.has(name)) continue;
      const advice =
        this.#refused[name] ?? `this library does not provide it; leave it out for programs that use it${suggestion(name, this.#read)}`;
      this.#problems.push(`${placeOf(at)}${name}: ${advice}`);
    }
    if (this.#problems.length > 0) throw refusedSettings(this.#section, this.#problems);
  }

  #text(name: string): string | undefined {
    this.#read.add(name);
    const stated: StatedSetting | undefined = this.#stated.get(name);
    return stated?.text;
  }
}
