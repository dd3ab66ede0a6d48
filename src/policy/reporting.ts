import {messageOf} from '../findings/error.ts';
import {type Finding, finding, type Level} from '../findings/finding.ts';
import type {Resource} from '../specs/model.ts';
import type {Found, ReportFound, Rule} from './rule.ts';
import {failureReason, RULE_FAILED} from './rule-failure.ts';
import {pointerOf} from './schema.ts';

/** Lets a rule judge, and takes what it reports until it returns: what came later would be in no report. */
export function reporting(rule: string, add: (found: Found) => void, judging: (report: ReportFound) => unknown): void {
  let isOver = false;
  try {
    refuseResult(
      judging(found => {
        if (isOver) throw new Error(`the rule ${rule} called report() after it had returned, when nothing is gathered any more`);
        add(found);
      }),
    );
  } finally {
    isOver = true;
  }
}

/**
 * A rule reports what it finds and returns nothing. What it finds later, as a promise or a generator, or returns in a
 * list, nobody would ever see: it passed everything in silence. A list of nothing is a `map` in place of `forEach`.
 */
function refuseResult(result: unknown): void {
  refusePromise(result);
  if (typeof result !== 'object' || result === null) return;
  if (Array.isArray(result) && result.every(one => typeof one !== 'object' || one === null)) return;
  throw new TypeError('it returns what it found, and must hand it to report()');
}

function refusePromise(result: unknown): void {
  if (!(result instanceof Promise)) return;
  // Nobody waits for it: its failure must not end the program.
  result.catch(() => undefined);
  throw new TypeError('it is asynchronous, and a rule must judge at once');
}

/** What a rule found, as a finding of its own. What is no such thing throws: nobody would see what it should say. */
export function findingOf(rule: Rule, level: Level, clusters: string[], found: Found): Finding {
  const {resource, at, message, mark, about, evidence, fix, discriminator, redacted} = found;
  if (typeof resource?.locate !== 'function') throw new TypeError('report() needs resource: the document that the finding points into');
  if (typeof at !== 'string') throw new TypeError('report() needs at: the path of the value in that document, or "" for all of it');
  refusePromise(message);
  refusePromise(fix);
  if (typeof message !== 'string' || message === '') throw new TypeError('the message of a finding must be text');
  const pointer = toPointer(at);
  return finding({
    rule: rule.id,
    level,
    message,
    resource: about ?? {kind: resource.kind, name: resource.name},
    clusters: [...(found.clusters ?? clusters)],
    location: resource.locate(pointer, {key: mark === 'key'}),
    ...(evidence === undefined ? {} : {evidence}),
    ...(fix === undefined ? {} : {fix: Object.fromEntries(Object.entries(fix).map(([path, to]) => [toPointer(path), to]))}),
    ...(redacted === true ? {redacted} : {}),
    ...(discriminator === undefined ? {} : {discriminator}),
  });
}

function toPointer(path: string): string {
  return path === '' || path.startsWith('/') ? path : pointerOf(path);
}

/** That a rule threw, at the head of a document that it did not judge. */
export function brokenRule(rule: Rule, resource: Resource, clusters: string[], error: unknown): Finding {
  const whose = rule.origin === 'team' ? 'correct the rule' : 'this is a defect in Weir: please report it';
  return finding({
    rule: rule.id,
    level: 'error',
    message: `the rule ${rule.id} failed and judged nothing here (${failureReason(messageOf(error))}); ${whose}, or set its level to off in policies/policy.yaml`,
    resource: {kind: resource.kind, name: resource.name},
    clusters: [...clusters],
    location: resource.locate(''),
    discriminator: RULE_FAILED,
  });
}
