import {expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {defaultConfig} from '../../src/policy/config.ts';
import {judge} from '../../src/policy/engine.ts';
import {user} from '../../src/policy/examples.ts';
import {validatorsOf} from '../../src/policy/validators.ts';
import {resolved} from './resolved.ts';

const {rules, packs} = ourRules();
const dates = rules.filter(({id}) => id === 'user/rotation-due');
const validators = await validatorsOf(dates);

it.each([
  ['2026-10-01', '90d', '2026-12-30', undefined],
  ['2026-10-01', '90d', '2026-12-31', 'the password of audit was to change by 2026-12-30'],
  ['2026-10-01', '12h', '2026-10-01', undefined],
  ['2026-10-01', '12h', '2026-10-02', 'the password of audit was to change by 2026-10-01'],
  // Where the sun rises first it is tomorrow already.
  ['2026-10-02', '90d', '2026-10-01', undefined],
  ['2026-10-03', '90d', '2026-10-01', '2026-10-03 is yet to come'],
  ['2026-10-01', '9000000d', '9999-01-01', undefined],
])('a password of %s, changed every %s, on %s: %s', (rotatedOn, rotateEvery, today, expected) => {
  const scram = {mechanism: 'SCRAM-SHA-512', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1, rotatedOn, rotateEvery};
  const found = judge(resolved([user({scram})]).models, {rules: dates, validators, config: defaultConfig(packs), today});
  expect(found.map(({message}) => message.split(':')[0])).toEqual(expected === undefined ? [] : [expected]);
});
