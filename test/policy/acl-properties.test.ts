import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import denyShadowsAllow from '../../policies/acl/deny-shadows-allow.ts';
import redundant from '../../policies/acl/redundant.ts';
import {authorize} from '../../src/access/authorize.ts';
import type {Found, ModelRule} from '../../src/policy/rule.ts';
import {type AclBinding, type AclOperation, bindingsOf, type Model, type Resource} from '../../src/specs/model.ts';
import {acl} from '../fixtures/model.ts';

/** The rules about ACLs held against the authorizer's own model, over every question of a small world. */
const OPERATIONS = ['read', 'write', 'describe', 'alter-configs', 'describe-configs'] as const satisfies readonly AclOperation[];
const PRINCIPALS = ['User:a', 'User:b'];
const HOST = '10.0.0.1';
/** Patterns have at most two letters, so that names of three tell a prefix from a name. */
const NAMES = ['a', 'b', 'aa', 'ab', 'ba', 'bb', 'aaa', 'aba', 'abb', 'baa', 'bba', 'z'];

const documents = fc
  .array(
    fc.record({
      principal: fc.constantFrom(...PRINCIPALS, 'User:*'),
      host: fc.constantFrom('*', HOST),
      permission: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
      operations: fc.uniqueArray(fc.constantFrom(...OPERATIONS, 'all' as const), {minLength: 1, maxLength: 3}),
      resource: fc.oneof(
        fc.record({
          type: fc.constantFrom('topic' as const, 'group' as const),
          name: fc.constantFrom('a', 'b', 'aa', 'ab', 'ba', '*'),
          pattern: fc.constant('literal' as const),
        }),
        fc.record({
          type: fc.constant('topic' as const),
          name: fc.constantFrom('a', 'b', 'aa', 'ab', 'ba'),
          pattern: fc.constant('prefixed' as const),
        }),
      ),
    }),
    {minLength: 1, maxLength: 7},
  )
  .map(specs =>
    specs.map(({principal, operations, resource, host, permission}, index) =>
      acl(`acl-${index}`, principal, operations, resource, {host, permission}),
    ),
  );

function found(rule: ModelRule, acls: readonly Resource<'Acl'>[]): Found[] {
  const model: Model = {cluster: undefined, topics: [], acls, quotas: [], users: [], applications: [], profiles: []};
  const all: Found[] = [];
  rule.judgeAll(model, {}, one => all.push(one), {today: '2026-11-01'});
  return all;
}

/** Every finding as the bindings of its document that it is about. */
function reported(findings: readonly Found[]): Map<string, Set<number>> {
  const bindings = new Map<string, Set<number>>();
  for (const {resource, at} of findings) {
    const index = /^\/spec\/operations\/(\d+)$/.exec(at)?.[1];
    const known = bindings.get(resource.name) ?? new Set<number>();
    bindings.set(resource.name, known);
    if (index !== undefined) known.add(Number(index));
    else if ('operations' in resource.spec) for (const position of resource.spec.operations.keys()) known.add(position);
  }
  return bindings;
}

const QUESTIONS = [...PRINCIPALS, 'User:c'].flatMap(principal =>
  [undefined, HOST].flatMap(host =>
    (['topic', 'group'] as const).flatMap(type =>
      NAMES.flatMap(name =>
        OPERATIONS.map(operation => ({principal, ...(host === undefined ? {} : {host}), operation, resource: {type, name}})),
      ),
    ),
  ),
);

function decisions(bindings: readonly AclBinding[], allowIfNoAcl = false): boolean[] {
  return QUESTIONS.map(question => authorize(bindings, question, {allowIfNoAcl}).allowed);
}

/** Allows all, so that what a deny takes away shows. */
const EVERYTHING = (['topic', 'group'] as const).map(
  (resourceType): AclBinding => ({
    principal: 'User:*',
    host: '*',
    resourceType,
    resourceName: '*',
    pattern: 'literal',
    operation: 'all',
    permission: 'allow',
  }),
);

const RUNS = {numRuns: 150};

describe('acl/redundant', () => {
  it('names only what can be removed, all of it at once, without a change of any decision', () => {
    fc.assert(
      fc.property(documents, fc.boolean(), (acls, allowIfNoAcl) => {
        const remove = reported(found(redundant, acls));
        const before = acls.flatMap(({spec}) => bindingsOf(spec));
        const after = acls.flatMap(({name, spec}) => bindingsOf(spec).filter((_one, index) => !remove.get(name)?.has(index)));
        expect(decisions(after, allowIfNoAcl)).toEqual(decisions(before, allowIfNoAcl));
        expect(decisions([...after, ...EVERYTHING])).toEqual(decisions([...before, ...EVERYTHING]));
      }),
      RUNS,
    );
  });

  it('names every binding that another document covers, but what its own document spells out', () => {
    fc.assert(
      fc.property(documents, acls => {
        const remove = reported(found(redundant, acls));
        const effects = new Map(acls.map(({name, spec}) => [name, bindingsOf(spec).map(effect)]));
        for (const {name, spec} of acls) {
          for (const [index, binding] of bindingsOf(spec).entries()) {
            const own = effects.get(name) ?? [];
            const isSpelledOut = own.some((one, position) => position !== index && includes(one, own[index] ?? []));
            const isCovered = acls.some(
              other =>
                other.name !== name &&
                other.spec.principal === spec.principal &&
                other.spec.permission === spec.permission &&
                bindingsOf(other.spec).some(
                  (one, position) => !isEqual(one, binding) && includes(effects.get(other.name)?.[position] ?? [], own[index] ?? []),
                ),
            );
            if (isCovered && !isSpelledOut) expect(remove.get(name)?.has(index), `${name} ${binding.operation}`).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });
});

describe('acl/deny-shadows-allow', () => {
  it('names exactly the allows whose own operation a single deny always takes away', () => {
    fc.assert(
      fc.property(documents, acls => {
        const useless = reported(found(denyShadowsAllow, acls));
        const denies = acls.filter(({spec}) => spec.permission === 'deny').flatMap(({spec}) => bindingsOf(spec));
        for (const {name, spec} of acls.filter(one => one.spec.permission === 'allow')) {
          for (const [index, binding] of bindingsOf(spec).entries()) {
            const given = QUESTIONS.filter(
              question =>
                (binding.operation === 'all' || question.operation === binding.operation) && authorize([binding], question).allowed,
            );
            const isTaken = denies.some(deny => given.every(question => !authorize([binding, deny], question).allowed));
            expect(useless.get(name)?.has(index) ?? false, `${name} ${binding.operation}`).toBe(isTaken);
          }
        }
      }),
      RUNS,
    );
  });

  it('names only what changes no decision about its operation when it is removed', () => {
    fc.assert(
      fc.property(documents, acls => {
        const useless = reported(found(denyShadowsAllow, acls));
        const all = acls.flatMap(({name, spec}) =>
          bindingsOf(spec).map((binding, index) => ({binding, isUseless: useless.get(name)?.has(index)})),
        );
        const before = all.map(({binding}) => binding);
        for (const {binding, isUseless} of all) {
          if (isUseless !== true) continue;
          const after = before.filter(one => one !== binding);
          for (const question of QUESTIONS) {
            if (binding.operation !== 'all' && question.operation !== binding.operation) continue;
            expect(authorize(after, question).allowed).toBe(authorize(before, question).allowed);
          }
        }
      }),
      RUNS,
    );
  });
});

/** Of every question, whether this binding alone answers it: by a yes, or against an allow of everything by a no. */
function effect(binding: AclBinding): boolean[] {
  if (binding.permission === 'allow') return decisions([binding]);
  return decisions([binding, ...EVERYTHING]).map(allowed => !allowed);
}

function includes(broader: readonly boolean[], narrower: readonly boolean[]): boolean {
  return narrower.every((one, index) => !one || broader[index] === true);
}

function isEqual(one: AclBinding, other: AclBinding): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
