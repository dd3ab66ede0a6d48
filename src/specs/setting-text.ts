import {nearest} from '../findings/suggest.ts';
import type {Setting} from './setting-history.ts';
import {unitOf} from './setting-unit.ts';
import {measure} from './units.ts';

/** A setting's value as Kafka's text, or what is wrong with it: the rest of a sentence that starts with the setting's name. */
export type SettingText = {text: string} | {problem: string};

/**
 * Judges a value from YAML by Kafka's definition of its setting. `*.ms` take durations, `*.bytes` sizes; the text has them
 * as whole numbers. A list keeps its order, which some settings of brokers mean something by.
 */
export function settingText(setting: Setting, value: unknown): SettingText {
  switch (setting.type) {
    case 'BOOLEAN':
      return ['true', 'false'].includes(String(value)) ? {text: String(value)} : {problem: `must be true or false, not ${shown(value)}`};
    case 'INT':
    case 'LONG':
    case 'SHORT':
      return wholeNumber(setting, value);
    case 'DOUBLE':
      return fraction(setting, value);
    case 'LIST':
      return list(setting, value);
    default:
      return plainText(setting, value);
  }
}

function wholeNumber(setting: Setting, value: unknown): SettingText {
  if (typeof value !== 'number' && typeof value !== 'string') return {problem: `must be a whole number, not ${shown(value)}`};
  const {min, max} = setting;
  const measured = measure(unitOf(setting) ?? 'whole-number', value);
  if ('problem' in measured) return measured;
  const exact = BigInt(measured.text);
  if (min !== undefined && exact < min) return {problem: `must be at least ${min}, not ${measured.text}`};
  if (max !== undefined && exact > max) return {problem: `must be at most ${max}, not ${measured.text}`};
  return measured;
}

function fraction({least, most}: Setting, value: unknown): SettingText {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if ((typeof value !== 'number' && typeof value !== 'string') || Number.isNaN(number))
    return {problem: `must be a number, not ${shown(value)}`};
  const isOutside = (least !== undefined && number < least) || (most !== undefined && number > most);
  if (!isOutside) return {text: javaDouble(number)};
  if (least !== undefined && most !== undefined) return {problem: `must be a fraction between ${least} and ${most}, not ${String(value)}`};
  return {
    problem: least === undefined ? `must be at most ${most}, not ${String(value)}` : `must be at least ${least}, not ${String(value)}`,
  };
}

/**
 * A number as Kafka gives it back, which is Java's way (Double.toString): `1.0`, `1.0E-4`. Other text of the same number
 * would differ from the cluster for ever.
 */
function javaDouble(number: number): string {
  if (!Number.isFinite(number)) return String(number);
  const isPlain = number === 0 || (Math.abs(number) >= 1e-3 && Math.abs(number) < 1e7);
  const [digits = '', exponent] = isPlain ? [String(number)] : number.toExponential().split('e');
  return `${digits}${digits.includes('.') ? '' : '.0'}${exponent === undefined ? '' : `E${Number(exponent)}`}`;
}

function list(setting: Setting, value: unknown): SettingText {
  if (typeof value !== 'string' && !Array.isArray(value)) return {problem: `must be a list, or text with commas, not ${shown(value)}`};
  const items = (Array.isArray(value) ? value.map(String) : value.split(',')).map(item => item.trim());
  // Kafka takes no entry at all for an empty list.
  if (items.length === 1 && items[0] === '' && (setting.choices === undefined || setting.default === '')) return {text: ''};
  if (items.some(item => item === '')) return {problem: 'must not have an empty entry'};
  if (new Set(items).size < items.length) return {problem: 'names one entry twice'};
  const unknown = items.find(item => !isChoice(setting, item));
  if (unknown !== undefined) return {problem: `${JSON.stringify(unknown)} is none of ${setting.choices?.join(', ')}`};
  return {text: items.join(',')};
}

function plainText(setting: Setting, value: unknown): SettingText {
  // A choice that reads like a number or a switch needs no quotes: acks: 1.
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  const {choices} = setting;
  if (isScalar && choices?.includes(String(value)) === true) return {text: String(value)};
  if (typeof value === 'string' && isChoice(setting, value)) return {text: value};
  // Quotes alone would not make a choice of what is none.
  if (choices === undefined) return {problem: `must be text, not ${shown(value)}${isScalar ? '; put it in quotes' : ''}`};
  const guess = typeof value === 'string' ? nearest(value, choices) : undefined;
  const advice = guess === undefined ? '' : `; did you mean ${guess}?`;
  return {problem: `must be one of ${choices.join(', ')}, not ${shown(value)}${advice}`};
}

function isChoice(setting: Setting, text: string): boolean {
  const {choices, anyCase} = setting;
  if (choices === undefined) return true;
  if (setting.durationAfter !== undefined && isDurationAfter(setting.durationAfter, text)) return true;
  return anyCase === true ? choices.some(choice => choice.toUpperCase() === text.toUpperCase()) : choices.includes(text);
}

/** `by_duration:PT1H`: an ISO 8601 duration as java.time.Duration reads it (PnDTnHnMn.nS), not below zero. */
function isDurationAfter(prefix: string, text: string): boolean {
  return text.startsWith(prefix) && /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d{1,9})?S)?)?$/.test(text.slice(prefix.length));
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : String(value);
}
