import type {Attributes} from '../../terraform/provider-attributes.ts';
import {commandWords, type Holding} from './holdings.ts';

/** Who can put a difference right: who edits the documents, or a run of `weir apply`, `adopt` or `forget`. */
export type Remedy = 'edit' | 'apply' | 'adopt' | 'forget';

/** How declared and live came apart, as far as what was applied last tells it. */
export type Cause =
  /** What was applied still holds; the document is newer. */
  | 'not applied'
  /** The document says what was applied; the cluster was changed past it. */
  | 'changed live'
  /** Document and cluster were both changed since. */
  | 'both changed'
  /** It was applied, and is gone. */
  | 'destroyed live'
  /** No state holds it. */
  | 'not adopted'
  /** Terraform does not write it. */
  | 'not written'
  /** Declared no more, and still on the cluster. */
  | 'removed'
  /** Neither declared nor on the cluster. */
  | 'state only'
  /** In no document and in no state. */
  | 'unmanaged'
  /** There is no state to tell. */
  | 'unknown';

/** What a finding of drift holds as evidence. `state` is absent where no state is known; null is "not there". */
export interface DriftEvidence {
  field?: string;
  declared: unknown;
  state?: unknown;
  live: unknown;
  cause: Cause;
  remedies: readonly Remedy[];
}

/** The evidence, and how it ends a message: what happened, and who can put it right. */
export interface Told {
  words: string;
  evidence: DriftEvidence;
}

/** A field of a resource that is declared and live, in which the two differ. */
export function fieldDrift(
  {field, declared, live}: {field: string; declared: unknown; live: unknown},
  holding: Holding,
  of: {applied(attributes: Attributes): unknown; same?(one: unknown, other: unknown): boolean},
): Told {
  const same = of.same ?? Object.is;
  const values = {field, declared, live};
  if (holding === undefined) {
    return {words: 'apply writes what is declared, or edit the YAML to keep what is live', evidence: {...values, ...UNKNOWN}};
  }
  if (holding === 'none') {
    const remedies = ['adopt', 'apply', 'edit'] as const;
    return {
      words: 'no state holds it: adopt it, then apply writes what is declared; or edit the YAML to keep what is live',
      evidence: {...values, state: null, cause: 'not adopted', remedies},
    };
  }
  if (holding === 'unwritten') {
    return {
      words: 'apply does not write it: change it where it is managed, or edit the YAML',
      evidence: {...values, cause: 'not written', remedies: ['edit']},
    };
  }
  const state = of.applied(holding.attributes) ?? null;
  if (same(state, live)) {
    return {words: 'not applied yet: apply it', evidence: {...values, state, cause: 'not applied', remedies: ['apply']}};
  }
  const remedies = ['apply', 'edit'] as const;
  if (same(state, declared)) {
    return {
      words: 'changed by hand since it was applied: apply puts it back, or edit the YAML to keep it',
      evidence: {...values, state, cause: 'changed live', remedies},
    };
  }
  return {
    words: `${state === null ? 'nothing' : textOf(state)} was applied last, and both were changed since: apply writes what is declared, or edit the YAML to keep what is live`,
    evidence: {...values, state, cause: 'both changed', remedies},
  };
}

const UNKNOWN = {cause: 'unknown', remedies: ['apply', 'edit']} as const;

/** A resource that is declared and not live. `again` says what a new one lacks. */
export function missingDrift(declared: unknown, holding: Holding, {again = ''}: {again?: string} = {}): Told {
  const values = {declared, live: null};
  if (holding === undefined) return {words: 'apply makes it, or remove its document', evidence: {...values, ...UNKNOWN}};
  if (holding === 'none') {
    return {words: 'not applied yet: apply makes it', evidence: {...values, state: null, cause: 'not applied', remedies: ['apply']}};
  }
  if (holding === 'unwritten') {
    return {words: 'apply does not write it: make it where it is managed', evidence: {...values, cause: 'not written', remedies: ['edit']}};
  }
  return {
    words: `destroyed by hand since it was applied: apply makes it again${again}, or remove its document`,
    evidence: {...values, state: holding.name, cause: 'destroyed live', remedies: ['apply', 'edit']},
  };
}

/** A resource of the cluster that neither a document nor a state knows. */
export function unmanagedDrift(live: unknown): Told {
  return {
    words: 'declare it and adopt it, or leave it out with --ignore',
    evidence: {declared: null, live, cause: 'unmanaged', remedies: ['edit', 'adopt']},
  };
}

/** A resource that is declared and live and in no state. */
export function notAdopted(kind: 'Topic' | 'Acl' | 'Quota' | 'User', name: string): Told {
  return {
    words: `weir adopt ${commandWords(kind, name)}`,
    evidence: {declared: name, state: null, live: name, cause: 'not adopted', remedies: ['adopt']},
  };
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
