import {expect, it} from 'vitest';
import rule from '../../policies/cluster/stack-size.ts';
import {acl, cluster, quota, topic} from '../../src/policy/examples.ts';
import {findingsOf} from '../../src/policy/testing.ts';

const topics = ['payments.a.v1', 'payments.b.v1', 'payments.c.v1'].map(name => topic({name}));
const messages = async (documents: Parameters<typeof findingsOf>[1], max: number) =>
  (await findingsOf(rule, documents, {max})).map(({message, location}) => `${location.pointer}: ${message}`);

it('counts what a domain makes of Terraform, and says into how many shards to split it', async () => {
  expect(await messages([cluster(), ...topics], 3)).toEqual([]);
  expect(await messages([cluster(), ...topics], 2)).toEqual([
    '/metadata/name: the domain payments has 3 resources in one stack, more than 2 each: split it by spec.terraform.shards: {payments: 2}',
  ]);
  expect(await messages([cluster({terraform: {shards: {payments: 2}}}), ...topics], 2)).toEqual([]);
  expect(await messages([cluster({terraform: {shards: {payments: 2}}}), ...topics], 1)).toEqual([
    '/spec/terraform/shards/payments: the domain payments has 3 resources in 2 shards, more than 1 each: split it by spec.terraform.shards: {payments: 3}',
  ]);
  const others = [quota(), acl(), acl({name: 'the-same'})];
  expect((await messages([cluster(), ...others], 1)).join()).toMatch(/has \d resources in one stack/);
});
