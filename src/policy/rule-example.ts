import {dump} from 'js-yaml';
import type {Rule} from './rule.ts';

/**
 * The first example of a rule that is satisfied (`good`) or broken (`bad`), as YAML: documents, or for a rule about
 * plans the planned change. Undefined where the rule has none.
 */
export function exampleYaml({examples}: Rule, which: 'good' | 'bad'): string | undefined {
  const [first] = examples[which];
  if (first === undefined) return undefined;
  const shown: unknown[] = Array.isArray(first) ? first : [isPlanned(first) ? first.change : first];
  return shown.map(one => dump(withoutFunctions(one), {lineWidth: 100, flowLevel: 3}).trimEnd()).join('\n---\n');
}

function isPlanned(example: object): example is {change: unknown} {
  return 'change' in example;
}

/** Resources of the model carry functions (the way to their lines), which no document has. */
function withoutFunctions(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
