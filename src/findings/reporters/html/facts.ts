import {isTimeline} from '../../timeline.ts';
import {bytes, duration, wholeOrDecimal} from './units.ts';

export interface Fact {
  name: string;
  value: string;
  /** A number that was measured or counted: what a reader looks for first. */
  measured: boolean;
}

const LIST_SHOWN_MAX = 5;
const DEPTH_MAX = 3;
/** Numbers that are names, not quantities: no digit grouping. */
const IDENTIFIER = /(?:^|[a-z])(?:[bB]roker|[iI]d|[oO]ffset|[pP]artition|[pP]ort)$/;

/** Field terms that are no plain words. */
const WORDS: Readonly<Record<string, string>> = {isr: 'ISR', acl: 'ACL', acls: 'ACLs', id: 'id', p50: 'median', p99: '99th percentile'};

/**
 * Evidence in words: `ackGapMs: 9312` becomes `ack gap: 9.3 s`. Units are read off the end of the names. Numbers come
 * first, empty lists are left out, and a timeline is left to its plot.
 */
export function factsOf(evidence: Readonly<Record<string, unknown>>): Fact[] {
  const facts = Object.entries(evidence)
    .filter(([, value]) => !isTimeline(value) && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => ({name: nameOf(key), value: inWords(key, value, 0), measured: isMeasured(key, value)}));
  return [...facts.filter(({measured}) => measured), ...facts.filter(({measured}) => !measured)];
}

function isMeasured(key: string, value: unknown): boolean {
  return (typeof value === 'number' && !IDENTIFIER.test(key)) || value === null;
}

function nameOf(key: string): string {
  const words = key
    .replace(/(?<=[a-z0-9])(?:Ms|Bytes)(?=Max$|Min$|$)/, '')
    .split(/(?<=[a-z0-9])(?=[A-Z])|[\s_-]+/)
    .map(word => (word === word.toUpperCase() && word.length > 1 ? word : word.toLowerCase()));
  return words.map(word => (Object.hasOwn(WORDS, word) ? WORDS[word] : word)).join(' ');
}

function inWords(key: string, value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return numberOf(key, value);
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  if (depth >= DEPTH_MAX) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const shown = value.slice(0, LIST_SHOWN_MAX).map(one => inWords(key, one, depth + 1));
    const rest = value.length - shown.length;
    return `${shown.join(', ')}${rest > 0 ? ` and ${wholeOrDecimal(rest)} more` : ''}`;
  }
  return Object.entries(value)
    .map(([name, one]) => `${nameOf(name)} ${inWords(name, one, depth + 1)}`)
    .join(', ');
}

function numberOf(key: string, value: number): string {
  if (/Ms(Max|Min)?$/.test(key)) return duration(value);
  if (/Bytes(Max|Min)?$/.test(key)) return bytes(value);
  if (IDENTIFIER.test(key)) return String(value);
  return wholeOrDecimal(value);
}
