import {escapeKey} from './schema.ts';
import type {Violation} from './validators.ts';

/** Keywords that only say that something inside them failed. */
const WRAPPERS = new Set(['if', 'propertyNames']);
/** Keywords whose own error says it all: what their branches say is noise. */
const CHOICES = new Set(['anyOf', 'oneOf', 'not', 'contains']);

/**
 * JSON pointers into the document at which it violates a rule, each once, in the order found. A missing value has
 * the pointer that it would have.
 */
export function pointersOf(violations: readonly Violation[]): string[] {
  const choices = violations.filter(({keyword}) => CHOICES.has(keyword)).map(({schemaPath}) => `${schemaPath}/`);
  const pointers = new Set<string>();
  for (const violation of violations) {
    if (WRAPPERS.has(violation.keyword)) continue;
    if (choices.some(path => violation.schemaPath.startsWith(path))) continue;
    pointers.add(pointerOfViolation(violation));
  }
  return [...pointers];
}

const DOCUMENT = '/document';

function pointerOfViolation({instancePath, params}: Violation): string {
  const pointer = instancePath.startsWith(DOCUMENT) ? instancePath.slice(DOCUMENT.length) : '';
  const key = params['missingProperty'] ?? params['additionalProperty'];
  return typeof key === 'string' && !(instancePath === '' && key === 'document') ? pointer + escapeKey(key) : pointer;
}
