import {dump} from 'js-yaml';
import type {Rule} from './rule.ts';

/**
 * The first example of a rule that is satisfied (`good`) or broken (`bad`), as YAML: documents, or for a rule about
 * plans the planned change, and, where that is the same in both, the facts in which they differ. Undefined where the rule
 * has none.
 */
export function exampleYaml({examples}: Rule, which: 'good' | 'bad'): string | undefined {
  const [first] = examples[which];
  if (first === undefined) return undefined;
  const [other] = examples[which === 'good' ? 'bad' : 'good'];
  const shown: unknown[] = Array.isArray(first) ? first : isPlanned(first) ? plannedParts(first, other) : [first];
  return shown.map(one => dump(plain(one), {lineWidth: 100, flowLevel: 3}).trimEnd()).join('\n---\n');
}

interface Planned {
  change: unknown;
  facts?: unknown;
}

function isPlanned(example: object): example is Planned {
  return 'change' in example;
}

/** The change, and what tells this example from the other one where the change does not. */
function plannedParts(example: Planned, other: object | undefined): unknown[] {
  if (other === undefined || !isPlanned(other) || !isEqual(example.change, other.change)) return [example.change];
  return [example.change, {facts: differing(plain(example.facts), plain(other.facts))}];
}

/** What of a value is not the same in another one, down to the maps; a list is shown whole. */
function differing(one: unknown, other: unknown): unknown {
  if (!isMap(one) || !isMap(other)) return one;
  const keys = Object.keys(one).filter(key => !isEqual(one[key], other[key]));
  return Object.fromEntries(keys.map(key => [key, differing(one[key], other[key])]));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

/** Resources of the model carry functions (the way to their lines) and what rules judge of them; offsets are of any size. */
function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value, (key, one: unknown) => (typeof one === 'bigint' ? Number(one) : key === 'judged' ? undefined : one));
  return JSON.parse(text ?? 'null');
}
