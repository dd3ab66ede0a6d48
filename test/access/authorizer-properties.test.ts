import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {AclIndex} from '../../src/access/acl-index.ts';
import {authorize, coversResource, type Decision} from '../../src/access/authorize.ts';
import {letterOf} from '../fixtures/authorizer-recording.ts';
import {type Question, type World, world} from '../fixtures/authorizer-worlds.ts';

const worlds = world(20);

/** What decides must decide by itself, and nothing may be there that would have come first. */
function expectValid({acls, superUsers, allowIfNoAcl}: World, question: Question, {allowed, decidedBy}: Decision): void {
  if ('superUser' in decidedBy) {
    expect(allowed && superUsers.includes(question.principal) && decidedBy.superUser === question.principal).toBe(true);
    return;
  }
  const matching = acls.filter(acl => 'acl' in authorize([acl], question).decidedBy);
  const denies = matching.filter(acl => acl.permission === 'deny');
  if ('acl' in decidedBy) {
    expect(matching).toContain(decidedBy.acl);
    expect(decidedBy.acl.permission).toBe(allowed ? 'allow' : 'deny');
    if (allowed) expect(denies).toEqual([]);
    return;
  }
  expect(matching).toEqual([]);
  const isFree = !acls.some(acl => coversResource(acl, question.resource));
  expect([allowed, decidedBy.default]).toEqual(allowIfNoAcl && isFree ? [true, 'allow'] : [false, 'deny']);
}

describe('the ACL that decides', () => {
  it('matches by itself, and a deny comes before every allow', () => {
    fc.assert(
      fc.property(worlds, one => {
        for (const question of one.questions) expectValid(one, question, authorize(one.acls, question, one));
      }),
    );
  });

  it('decides without those of the other permission, and no more once it and its like are gone', () => {
    fc.assert(
      fc.property(worlds, one => {
        const settings = {allowIfNoAcl: one.allowIfNoAcl};
        for (const question of one.questions) {
          const {allowed, decidedBy} = authorize(one.acls, question, settings);
          if (!('acl' in decidedBy)) continue;
          const {permission} = decidedBy.acl;
          const like = one.acls.filter(acl => acl.permission === permission);
          expect(authorize(like, question, settings)).toEqual({allowed, decidedBy});
          const matching = new Set(like.filter(acl => 'acl' in authorize([acl], question).decidedBy));
          const without = authorize(
            one.acls.filter(acl => !matching.has(acl)),
            question,
            settings,
          );
          if ('acl' in without.decidedBy) expect([permission, without.decidedBy.acl.permission]).toEqual(['deny', 'allow']);
          else expect(without.decidedBy).toHaveProperty('default');
        }
      }),
    );
  });
});

describe('the index', () => {
  it('decides as the model does, by an ACL that decides', () => {
    fc.assert(
      fc.property(worlds, one => {
        const index = new AclIndex(one.acls);
        for (const question of one.questions) {
          const decision = index.decide(question, one);
          expect(letterOf(decision)).toBe(letterOf(authorize(one.acls, question, one)));
          expectValid(one, question, decision);
        }
      }),
    );
  });

  it('decides as the model does where no host is asked about', () => {
    fc.assert(
      fc.property(worlds, one => {
        const index = new AclIndex(one.acls);
        for (const {host: _, ...question} of one.questions) {
          expect(letterOf(index.decide(question, one))).toBe(letterOf(authorize(one.acls, question, one)));
        }
      }),
    );
  });

  it('finds every ACL about a resource', () => {
    fc.assert(
      fc.property(worlds, ({acls, questions}) => {
        const index = new AclIndex(acls);
        for (const {resource} of questions) {
          expect(new Set(index.about(resource))).toEqual(new Set(acls.filter(acl => coversResource(acl, resource))));
        }
      }),
    );
  });
});
