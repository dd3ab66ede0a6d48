import fc from 'fast-check';
import {expect, it} from 'vitest';
import needsConsent from '../../policies/application/needs-consent.ts';
import {accessGraph} from '../../src/access/graph/graph.ts';
import {application, topic, user} from '../../src/policy/examples.ts';
import type {Found} from '../../src/policy/rule.ts';
import {resolved} from '../policy/resolved.ts';

const names = ['a.one.v1', 'a.two.v1', 'b.one.v1', 'b.dlq.v1'];
const domains = fc.constantFrom('a', 'b');
const applications = ['p', 'q', 'r'];

const topics = fc.tuple(
  ...names.map(name =>
    fc
      .record({domain: domains, consumers: fc.subarray(applications), producers: fc.subarray(applications)})
      .map(({domain, consumers, producers}) => topic({name, metadata: {domain}, access: {consumers, producers}})),
  ),
);
const intents = fc.oneof(
  fc.constantFrom(...names).map(one => ({topic: one})),
  fc.constantFrom('a.', 'b.', 'b.d').map(topicPrefix => ({topicPrefix})),
);
const programs = fc.tuple(
  ...applications.map(name =>
    fc
      .record({
        domain: domains,
        produces: fc.array(intents, {minLength: 1, maxLength: 2}),
        consumes: fc.array(fc.tuple(intents, fc.boolean()), {minLength: 1, maxLength: 2}),
        streams: fc.boolean(),
        copies: fc.boolean(),
        stores: fc.boolean(),
      })
      .map(({domain, produces, consumes, streams, copies, stores}) =>
        application({
          name,
          user: name,
          metadata: {domain},
          produces,
          consumes: consumes
            .filter(([intent, hasDeadLetters]) => !(hasDeadLetters && 'topic' in intent && intent.topic === 'b.dlq.v1'))
            .map(([intent, hasDeadLetters]) => ({...intent, ...(hasDeadLetters ? {deadLetter: 'b.dlq.v1'} : {})}))
            .concat([{topic: 'a.one.v1'}]),
          ...(streams ? {streams: {applicationId: name}} : {}),
          ...(stores
            ? {connectWorker: {group: `${name}-workers`, configTopic: 'b.one.v1', offsetTopic: 'offsets', statusTopic: 'status'}}
            : {}),
          ...(copies ? {mirrorMaker: {from: 'a', to: 'other', side: 'source', topics: ['a.two.v1']}} : {}),
        }),
      ),
  ),
);

it('the graph draws as missing exactly what the rule reports', () => {
  fc.assert(
    fc.property(topics, programs, (declared, running) => {
      const users = applications.map(name => user({name, scram: undefined, external: true}));
      const {models, findings} = resolved([...declared, ...running, ...users]);
      expect(findings).toEqual([]);
      const [model] = models;
      if (model === undefined) throw new Error('no model');
      const found: Found[] = [];
      needsConsent.judgeAll(model, {}, one => found.push(one), {today: '2026-11-01'});
      const reported = found.flatMap(({resource, discriminator, evidence}) =>
        (evidence as {topics: string[]}).topics.map(name => `${resource.name} ${discriminator} ${name}`),
      );
      const drawn = accessGraph(model).edges.flatMap(({application: name, flow, lacking}) =>
        lacking.map(one => `${name} ${flow === 'writes' ? 'producers' : 'consumers'} ${one}`),
      );
      expect([...new Set(drawn)].sort()).toEqual([...new Set(reported)].sort());
    }),
  );
});
