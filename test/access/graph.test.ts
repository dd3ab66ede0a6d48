import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {ARCHETYPES} from '../../src/access/archetypes/index.ts';
import {dot} from '../../src/access/graph/dot.ts';
import {type AccessGraph, accessGraph, graphOfDomain} from '../../src/access/graph/graph.ts';
import {identifier} from '../../src/access/graph/identifiers.ts';
import {lanesOf, type Run} from '../../src/access/graph/lanes.ts';
import {layOut, SIZES} from '../../src/access/graph/layout.ts';
import {mermaid} from '../../src/access/graph/mermaid.ts';
import {shortText} from '../../src/access/graph/short-text.ts';
import {application, type Document, topic, user} from '../../src/policy/examples.ts';
import {resolveExamples} from '../../src/policy/resolve-examples.ts';
import type {Model} from '../../src/specs/model.ts';

function modelOf(...documents: Document[]): Model {
  const {models, findings} = resolveExamples(documents);
  expect(findings).toEqual([]);
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  return model;
}

const of = (domain: string, name: string, spec: Record<string, unknown> = {}) =>
  application({name, metadata: {domain}, consumes: undefined, ...spec});
const placed = (access?: {consumers?: string[]; producers?: string[]}) =>
  topic({name: 'orders.placed.v1', metadata: {domain: 'orders'}, access});
const edges = (graph: AccessGraph) =>
  graph.edges.map(({application: who, flow, topic: what, kinds, groups, consent, lacking}) => ({
    who,
    flow,
    what,
    kinds,
    groups,
    consent,
    lacking,
  }));

describe('the graph of access', () => {
  it('asks for consent across domains alone, for each direction by itself', () => {
    const intents = {produces: [{topic: 'orders.placed.v1'}], consumes: [{topic: 'orders.placed.v1', group: 'g'}]};
    const graph = accessGraph(
      modelOf(
        user(),
        placed({consumers: ['billing'], producers: ['importer']}),
        of('orders', 'order-service', intents),
        of('billing', 'billing', intents),
        of('billing', 'importer', intents),
      ),
    );
    const consents = graph.edges.map(({application: who, flow, consent}) => `${who} ${flow}: ${consent}`);
    expect(consents.sort()).toEqual([
      'billing reads: given',
      'billing writes: missing',
      'importer reads: missing',
      'importer writes: given',
      'order-service reads: not needed',
      'order-service writes: not needed',
    ]);
  });

  it('asks the owner of every topic that a prefix includes', () => {
    const graph = accessGraph(
      modelOf(
        user(),
        placed({consumers: ['archive']}),
        topic({name: 'orders.totals.v1', metadata: {domain: 'orders'}}),
        topic({name: 'payments.orders.v1', metadata: {domain: 'payments'}}),
        of('archive', 'archive', {consumes: [{topicPrefix: 'orders.'}]}),
      ),
    );
    expect(edges(graph)).toEqual([
      {
        who: 'archive',
        flow: 'reads',
        what: 'p:orders.',
        kinds: ['consumes'],
        groups: ['archive'],
        consent: 'missing',
        lacking: ['orders.totals.v1'],
      },
    ]);
    expect(graph.topics.find(({key}) => key === 'p:orders.')).toMatchObject({
      kind: 'prefix',
      domain: 'orders',
      includes: ['orders.placed.v1', 'orders.totals.v1'],
    });
  });

  it('tells the topics of an application itself from those that it names, and gives them its domain', () => {
    const streams = {consumes: [{topic: 'orders.placed.v1'}], streams: {applicationId: 'totals'}};
    const graph = accessGraph(modelOf(user(), placed(), of('orders', 'order-totals', streams)));
    expect(graph.topics.map(({key, kind, domain}) => [key, kind, domain])).toEqual([
      ['t:orders.placed.v1', 'declared', 'orders'],
      ['p:totals-', 'internal', 'orders'],
    ]);
    expect(edges(graph).map(({flow, what, kinds, groups}) => [flow, what, kinds, groups])).toEqual([
      ['writes', 'p:totals-', ['internal'], []],
      ['reads', 'p:totals-', ['internal'], []],
      ['reads', 't:orders.placed.v1', ['consumes'], ['totals']],
    ]);
  });

  it('asks nobody for consent to what an application keeps for itself', () => {
    const stores = {group: 'connect', configTopic: 'c.v1', offsetTopic: 'o.v1', statusTopic: 's.v1'};
    const graph = accessGraph(modelOf(user(), placed(), of('platform', 'worker', {connectWorker: stores})));
    expect(new Set(graph.edges.map(({consent}) => consent))).toEqual(new Set(['not needed']));
  });

  it("asks for consent to a store in another domain's topic", () => {
    const stores = {group: 'connect', configTopic: 'orders.placed.v1', offsetTopic: 'o.v1', statusTopic: 's.v1'};
    const graph = accessGraph(modelOf(user(), placed(), of('platform', 'worker', {connectWorker: stores})));
    expect(graph.edges.filter(({consent}) => consent === 'missing').map(({flow, topic}) => `${flow} ${topic}`)).toEqual([
      'writes t:orders.placed.v1',
    ]);
  });

  it('is one edge for several groups and intents, whatever hosts there are', () => {
    const consumes = [
      {topic: 'orders.placed.v1', group: 'a'},
      {topic: 'orders.placed.v1', group: 'b', deadLetter: 'orders.dlq.v1'},
    ];
    const graph = accessGraph(modelOf(user(), placed(), of('orders', 'twice', {consumes, hosts: ['10.0.0.1', '10.0.0.2']})));
    expect(edges(graph)).toMatchObject([
      {flow: 'writes', what: 't:orders.dlq.v1', kinds: ['dead letter'], groups: []},
      {flow: 'reads', what: 't:orders.placed.v1', kinds: ['consumes'], groups: ['a', 'b']},
    ]);
  });

  it('shows both sides of MirrorMaker', () => {
    const mirror = (side: 'source' | 'target') => ({from: 'main', to: 'standby', side, topicPrefix: 'orders.'});
    const kinds = (side: 'source' | 'target') =>
      edges(accessGraph(modelOf(user(), of('ops', 'mirror', {mirrorMaker: mirror(side)})))).map(
        one => `${one.flow} ${one.what} ${one.kinds}`,
      );
    expect(kinds('source')).toEqual(['writes t:mm2-offset-syncs.standby.internal internal', 'reads p:orders. mirror']);
    expect(kinds('target')).toContain('writes p:main. mirror');
    expect(kinds('target')).toContain('reads t:mm2-configs.main.internal internal');
  });

  it.each(ARCHETYPES.map(one => [one.name, one.example] as const))('draws a %s', (_name, example) => {
    expect(accessGraph(modelOf(user(), of('orders', 'example', {...example}))).edges.length).toBeGreaterThan(0);
  });

  it('keeps of a domain its own, what it touches, and who touches it', () => {
    const graph = accessGraph(
      modelOf(
        user(),
        placed(),
        topic({name: 'payments.settled.v1', metadata: {domain: 'payments'}}),
        topic({name: 'stock.counted.v1', metadata: {domain: 'stock'}}),
        of('billing', 'billing', {consumes: [{topics: ['orders.placed.v1', 'payments.settled.v1']}]}),
        of('archive', 'archive', {consumes: [{topicPrefix: 'or'}]}),
        of('stock', 'counter', {produces: [{topic: 'stock.counted.v1'}]}),
      ),
    );
    const {applications, topics, domains} = graphOfDomain(graph, 'orders');
    expect(applications.map(({name}) => name)).toEqual(['archive', 'billing']);
    expect(topics.map(({key}) => key)).toEqual(['p:or', 't:orders.placed.v1']);
    expect(domains).toEqual(['archive', 'billing', 'orders']);
  });
});

describe('ids of nodes', () => {
  it('differ for different names, and are words of Mermaid and DOT', () => {
    const name = fc.oneof(fc.string({unit: 'binary', maxLength: 6}), fc.stringMatching(/^[_a-f0-9-]{0,8}$/));
    const kind = fc.constantFrom('application' as const, 'topic' as const, 'domain' as const);
    fc.assert(
      fc.property(kind, name, kind, name, (oneKind, one, otherKind, other) => {
        const [left, right] = [identifier(oneKind, one), identifier(otherKind, other)];
        expect(left).toMatch(/^[atd]_[A-Za-z0-9_]*$/);
        expect(left === right).toBe(oneKind === otherKind && one === other);
      }),
    );
    // What a shorter encoding would make equal.
    const close = [' f', '\u020f', 'a_62_', 'ab', 'a b', 'a-b', 'a.b', 'a_b', 'a_2d_b', '\ud800', '\udc00', '\ud800\udc00', ''];
    expect(new Set(close.map(one => identifier('topic', one))).size).toBe(close.length);
  });
});

/** A graph with one application of any name, which reads one topic. */
function graphNamed(name: string): AccessGraph {
  const location = {file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''};
  return {
    cluster: undefined,
    domains: [name],
    applications: [{name, domain: name, principal: undefined, location}],
    topics: [{key: `t:${name}`, name, pattern: 'literal', kind: 'declared', domain: name, includes: [name]}],
    edges: [
      {
        application: name,
        topic: `t:${name}`,
        flow: 'reads',
        kinds: ['consumes'],
        groups: [name],
        consent: 'missing',
        lacking: [name],
        locations: [location],
      },
    ],
  };
}

const names = fc.oneof(
  fc.string({unit: 'binary', maxLength: 12}),
  fc.constantFrom('end', '"', '\\', '\\"', 'a]b', '#quot;', '`', '&quot;', '\n', '</script>', '-->', '%%', '\\N', '1. x', '- x'),
);

describe('labels', () => {
  it('cannot end the text that they stand in', () => {
    fc.assert(
      fc.property(names, name => {
        const [inMermaid, inDot] = [mermaid(graphNamed(name)), dot(graphNamed(name))];
        expect(inMermaid.split('\n')).toHaveLength(mermaid(graphNamed('x')).split('\n').length);
        expect(inDot.split('\n')).toHaveLength(dot(graphNamed('x')).split('\n').length);
        for (const line of inMermaid.split('\n').slice(2)) {
          expect(line.split('"').length % 2).toBe(1);
          // Entity codes are decimal numbers; any other sign of Mermaid, Markdown or HTML is gone.
          for (const [, text = ''] of line.matchAll(/"([^"]*)"/g))
            expect(text.replaceAll(/#\d+;/g, '')).not.toMatch(/[#;<>&`*_[\]{}()|\\]/);
        }
        for (const line of inDot.split('\n').slice(1)) expect(line.replaceAll(/"(?:[^"\\]|\\["\\n])*"/g, '')).not.toMatch(/["\\]/);
      }),
    );
  });
});

describe('the layout', () => {
  it('gives runs that touch lanes of their own, but for those of a bundle', () => {
    const run = fc.record({
      from: fc.integer({min: 0, max: 400}),
      to: fc.integer({min: 0, max: 400}),
      bundle: fc.constantFrom('a', 'b', undefined),
    });
    fc.assert(
      fc.property(fc.array(run, {maxLength: 20}), drawn => {
        const runs = drawn.map(({bundle, ...one}): Run => (bundle === undefined ? one : {...one, bundle}));
        const lanes = lanesOf(runs);
        for (const [index, one] of runs.entries())
          for (const [offset, other] of runs.slice(index + 1).entries()) {
            const same = lanes[index] === lanes[index + 1 + offset];
            if (one.bundle !== undefined && one.bundle === other.bundle) expect(same).toBe(true);
            else if (same)
              expect(Math.max(Math.min(one.from, one.to), Math.min(other.from, other.to))).toBeGreaterThan(
                Math.min(Math.max(one.from, one.to), Math.max(other.from, other.to)),
              );
          }
      }),
    );
  });

  it('lets no box touch another or leave its frame, and no line run through one', () => {
    const graph = manyApplications(40);
    const {boxes, bands, lines, height} = layOut(graph);
    const {box, width} = SIZES;
    expect(boxes.length).toBeGreaterThan(80);
    for (const [index, one] of boxes.entries()) {
      const domain = one.application?.domain ?? one.topic?.domain;
      const band = bands.find(candidate => candidate.domain === domain);
      expect(one.y).toBeGreaterThanOrEqual((band?.y ?? height) + SIZES.bandTitle);
      expect(one.y + box.height).toBeLessThanOrEqual((band?.y ?? 0) + (band?.height ?? 0));
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + box.width).toBeLessThanOrEqual(width);
      for (const other of boxes.slice(index + 1))
        expect(Math.abs(one.x - other.x) >= box.width || Math.abs(one.y - other.y) >= box.height).toBe(true);
    }
    for (const {from, to, laneX} of lines) {
      // Between two columns there is no box.
      expect(boxes.some(one => one.x + box.width > from.x && one.x < to.x)).toBe(false);
      if (laneX !== undefined) expect(laneX > from.x && laneX < to.x).toBe(true);
    }
    expect(lines).toHaveLength(graph.edges.length);
  });

  it('cuts a long name in its middle and keeps a short one', () => {
    expect(shortText('orders.placed.v1', 200)).toBe('orders.placed.v1');
    expect(shortText('payments.a-very-long-name-of-a-topic.v1', 150)).toBe('payments.…a-topic.v1');
    expect([...shortText('注'.repeat(40), 146)].length).toBeLessThanOrEqual(10);
  });
});

/** Three domains whose applications read from the next domain as well. */
function manyApplications(count: number): AccessGraph {
  const domains = ['orders', 'payments', 'stock'];
  const domain = (index: number) => domains[index % domains.length] ?? '';
  const topics = Array.from({length: count}, (_, index) => topic({name: `${domain(index)}.t${index}`, metadata: {domain: domain(index)}}));
  const applications = Array.from({length: count}, (_, index) =>
    of(domain(index), `app-${index}`, {
      produces: [{topic: `${domain(index)}.t${index}`}],
      consumes: [
        {
          topics: [`${domain(index)}.t${index}`, `${domain((index * 7 + 1) % count)}.t${(index * 7 + 1) % count}`].filter(
            (one, at, all) => all.indexOf(one) === at,
          ),
        },
      ],
    }),
  );
  return accessGraph(modelOf(user(), ...topics, ...applications));
}
