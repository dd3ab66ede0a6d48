import {suggestion} from '../findings/suggest.ts';
import type {DocumentFacts} from '../policy/rule.ts';
import {pointerOf} from '../policy/schema.ts';
import type {Kind} from '../specs/model.ts';
import {valueAt} from '../specs/yaml/document.ts';
import {placeAt} from './yaml-rule-paths.ts';

/** What a message may name besides options and paths. */
export const FACTS = ['value', 'name', 'kind', 'pointer'] as const;

type Part = {text: string} | {placeholder: string};

/** The words of a rule: `{value} partitions cannot be shared by {divisor} racks`. */
export function wordsOf(
  template: string,
  {kind, options}: {kind: Kind; options: readonly string[]},
): {problems: string[]; message(facts: DocumentFacts & Readonly<Record<string, unknown>>): string} {
  const parts = partsOf(template);
  if ('problem' in parts) return {problems: [parts.problem], message: () => template};
  const problems = parts.flatMap(part => ('text' in part ? [] : placeholderProblem(part.placeholder, kind, options)));
  return {
    problems,
    message: facts => parts.map(part => ('text' in part ? part.text : shown(filled(part.placeholder, facts, options)))).join(''),
  };
}

function partsOf(template: string): Part[] | {problem: string} {
  const parts: Part[] = [];
  for (const [found, escaped, placeholder] of template.matchAll(/(\{\{|\}\})|\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    if (escaped !== undefined) parts.push({text: escaped.charAt(0)});
    else if (placeholder !== undefined) parts.push({placeholder: placeholder.trim()});
    else if (found === '{' || found === '}')
      return {problem: `a brace that belongs to no placeholder: write ${found}${found} for ${found} itself`};
    else parts.push({text: found});
  }
  return parts;
}

function placeholderProblem(name: string, kind: Kind, options: readonly string[]): string[] {
  const known = [...FACTS, ...options];
  if (known.includes(name)) return [];
  if (/^(?:metadata|spec)\./.test(name)) {
    const place = placeAt(kind, name);
    return 'problem' in place ? [`{${name}}: ${place.problem}`] : [];
  }
  const list = `; known: ${known.map(one => `{${one}}`).join(', ')}, and paths like {spec.partitions}`;
  return [`there is nothing to put for {${name}}${suggestion(name, known) || list}`];
}

function filled(
  name: string,
  {resource, value, pointer, ...options}: DocumentFacts & Readonly<Record<string, unknown>>,
  known: readonly string[],
): unknown {
  if (known.includes(name)) return options[name];
  if (name === 'value') return value;
  if (name === 'pointer') return pointer;
  if (name === 'name') return resource.name;
  if (name === 'kind') return resource.kind;
  return valueAt(resource.judged, pointerOf(name));
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'no value';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ');
  return JSON.stringify(value);
}
