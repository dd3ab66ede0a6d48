import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Verdict} from '../../src/findings/finding.ts';
import {labelWidth, placeLabels} from '../../src/findings/reporters/html/event-labels.ts';
import {factsOf} from '../../src/findings/reporters/html/facts.ts';
import {headlineOf} from '../../src/findings/reporters/html/headline.ts';
import {html as markup} from '../../src/findings/reporters/html/markup.ts';
import {runRecordOf} from '../../src/findings/reporters/html/run-record.ts';
import {latencyDomain, timeTicks} from '../../src/findings/reporters/html/scales.ts';
import {spansOf} from '../../src/findings/reporters/html/spans.ts';
import {bytes, duration} from '../../src/findings/reporters/html/units.ts';
import html from '../../src/findings/reporters/html.ts';
import {timelineProblem} from '../../src/findings/timeline.ts';
import {failoverTimeline, SPEC, SPEC_FILE, sampleEvidence} from './sample-evidence.ts';
import {at, sampleFinding, sampleReport, sampleVerdict, waivedFinding} from './sample-report.ts';

const render = (report: Parameters<typeof html.render>[0], source = SPEC) => html.render(report, {color: false, sourceOf: () => source});

describe('headline', () => {
  const of = (...statuses: Verdict['status'][]) => headlineOf(sampleReport([], statuses.map(sampleVerdict)), undefined);

  it('is the worst verdict', () => {
    expect(of('pass', 'unknown', 'fail')).toEqual({status: 'fail', title: 'Failed: 1 of 3 claims does not hold'});
    expect(of('pass', 'unknown')).toEqual({status: 'unknown', title: 'Not proved: 1 of 2 claims is left open'});
    expect(of('pass', 'pass')).toEqual({status: 'pass', title: 'Passed: all 2 claims hold'});
  });

  it('is a failure where an error was found beside claims that hold', () => {
    const report = sampleReport([sampleFinding({level: 'error'})], [sampleVerdict('pass')]);
    expect(headlineOf(report, undefined)).toEqual({status: 'fail', title: 'Failed: 1 error found'});
  });

  it('never calls a run that tried nothing passed', () => {
    const report = sampleEvidence({verdicts: []});
    expect(headlineOf({...report, findings: []}, runRecordOf(report))).toEqual({
      status: 'unknown',
      title: 'Not proved: no claim was tried',
    });
  });

  it('of a check is what it found', () => {
    expect(headlineOf(sampleReport([sampleFinding()]), undefined)).toEqual({status: 'pass', title: 'No errors, 1 warning'});
    expect(headlineOf(sampleReport([]), undefined)).toEqual({status: 'pass', title: 'No errors found'});
  });
});

describe('evidence in words', () => {
  it.each<[string, unknown, string]>([
    ['ackGapMs', 8_893, 'ack gap: 8.9 s'],
    ['latencyMsMax', 4, 'latency max: 4 ms'],
    ['diskBytes', 1_572_864, 'disk: 1.5 MiB'],
    ['acknowledged', 12_345, 'acknowledged: 12,345'],
    ['killedBroker', 10_001, 'killed broker: 10001'],
    ['offset', 123_456, 'offset: 123456'],
    ['isrRecoveryMs', null, 'ISR recovery: none'],
    ['wasController', false, 'was controller: no'],
    ['latency', {count: 517, p50Ms: 5, p99Ms: 8_844}, 'latency: count 517, median 5 ms, 99th percentile 8.8 s'],
    ['lostExamples', ['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'lost examples: a, b, c, d, e and 2 more'],
  ])('%s %j', (key, value, words) => {
    expect(factsOf({[key]: value}).map(({name, value: said}) => `${name}: ${said}`)).toEqual([words]);
  });

  it('puts numbers first, and leaves out empty lists and timelines', () => {
    const facts = factsOf({client: 'kafkajs', lostExamples: [], partition: 0, timeline: failoverTimeline(), lost: 0});
    expect(facts.map(({name}) => name)).toEqual(['lost', 'client', 'partition']);
  });

  it.each([
    [0.25, '0.3 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [125_000, '2 min 5 s'],
  ])('%d ms is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('counts bytes in binary units', () => {
    expect([512, 1_024, 500 * 2 ** 30].map(bytes)).toEqual(['512 B', '1 KiB', '500 GiB']);
  });
});

describe('measured stretches', () => {
  const spans = (parts = {}) => spansOf(failoverTimeline(parts)).map(({objective, verdict}) => [objective, verdict]);

  it('are judged by their bounds', () => {
    expect(spans()).toEqual([
      ['leaderFailover', 'within'],
      ['ackGap', 'over'],
      ['isrRecovery', 'within'],
    ]);
  });

  it('are open where their end was not seen, or nothing was measured, or nothing bounds them', () => {
    const events = failoverTimeline().events.filter(({name}) => name !== 'new-leader' && name !== 'full-isr');
    expect(
      spans({
        events,
        probes: [],
        objectives: [
          {name: 'isrRecovery', ms: 1},
          {name: 'lagRecovery', ms: 1},
        ],
      }),
    ).toEqual([
      ['leaderFailover', 'not seen'],
      ['isrRecovery', 'not seen'],
      ['lagRecovery', 'not measured'],
    ]);
    expect(spans({objectives: []})).toContainEqual(['ackGap', 'not bounded']);
  });

  it('count a pause that never ended', () => {
    const probes = [{intendedMs: 0, ackedMs: 5}, {intendedMs: 50}, {intendedMs: 9_000}];
    expect(spansOf(failoverTimeline({probes, events: []}))[1]).toMatchObject({
      objective: 'ackGap',
      startMs: 5,
      endMs: 9_000,
      verdict: 'over',
    });
  });
});

describe('plot', () => {
  it('has at most as many ticks as asked for, in the domain, evenly apart', () => {
    fc.assert(
      fc.property(fc.integer({min: -60_000, max: 60_000}), fc.integer({min: 1, max: 3_600_000}), (fromMs, lengthMs) => {
        const values = timeTicks([fromMs, fromMs + lengthMs], 9).map(({value}) => value);
        expect(values.length).toBeLessThanOrEqual(10);
        for (const value of values) expect(value >= fromMs && value <= fromMs + lengthMs).toBe(true);
        expect(new Set(values.slice(1).map((value, index) => Math.round(value - (values[index] ?? 0)))).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    [
      [3, 9_000],
      [1, 10_000],
    ],
    [
      [10, 10],
      [10, 100],
    ],
    [[], [1, 1_000]],
  ])('holds the latencies %j in %j', (latenciesMs, domain) => {
    expect(latencyDomain(latenciesMs)).toEqual(domain);
  });

  it('lays no label over another and no line through one', () => {
    fc.assert(
      fc.property(fc.array(fc.record({x: fc.nat(900), width: fc.integer({min: 10, max: 400})}), {maxLength: 12}), events => {
        const placed = placeLabels(events.sort((a, b) => a.x - b.x));
        for (const [index, label] of placed.entries()) {
          for (const later of placed.slice(index + 1)) if (later.x < label.x + label.width) expect(later.lane).toBeLessThan(label.lane);
        }
      }),
    );
    expect(labelWidth('full in-sync sets')).toBeGreaterThan(100);
  });
});

it('leads with the phrase of a proof, and keeps the facts behind it', () => {
  const page = render(sampleReport([], [{...sampleVerdict('pass'), measured: '100 acknowledged, 0 lost'}]));
  expect(page).toContain('<p>100 acknowledged, 0 lost</p><details><summary>2 facts</summary>');
});

describe('evidence from outside', () => {
  it.each<[string, unknown]>([
    ['/probes is no list of probes', {...failoverTimeline(), probes: [{intendedMs: '0'}]}],
    ['/probes is no list of probes', {...failoverTimeline(), probes: [{intendedMs: 0, ackedMs: Number.NaN}]}],
    ['/events is no list of events', {...failoverTimeline(), events: [{atMs: 0, name: 'killed'}]}],
    ['/objectives is no list of objectives', {...failoverTimeline(), objectives: {}}],
    ['/title is no text', {...failoverTimeline(), title: 7}],
    [' is no object', null],
  ])('a timeline of which %s is not drawn, and the page says so', (problem, timeline) => {
    expect(timelineProblem(timeline)).toBe(problem);
    const page = render(sampleEvidence({timelines: [timeline]}));
    expect(page).not.toContain('<svg class="timeline"');
    expect(page).toContain(`/evidence/timelines/0${problem}`);
  });

  it('draws a timeline that stands in a verdict', () => {
    expect(render(sampleReport([], [{...sampleVerdict('pass'), evidence: {timeline: failoverTimeline()}}]))).toContain('class="timeline"');
  });

  it.each<[string, Parameters<typeof failoverTimeline>[0]]>([
    ['without probes', {probes: [], probesTotal: 0}],
    ['without events', {events: []}],
    ['without an acknowledgement', {probes: [{intendedMs: 0}, {intendedMs: 50}]}],
    ['of one instant', {probes: [{intendedMs: 7, ackedMs: 7}], events: []}],
    ['of nothing', {probes: [], events: [], objectives: []}],
  ])('draws a timeline %s', (_which, parts) => {
    expect(render(sampleEvidence({timelines: [failoverTimeline(parts)]}))).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('escapes any text, in an element as in an attribute', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), text => {
        expect(markup`${text}`.text).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('findings', () => {
  it('show no source where it may hold a secret', () => {
    const secret = at(2, 13, 20, SPEC_FILE);
    const page = render(
      sampleReport([sampleFinding({location: secret, redacted: true}), sampleFinding({location: at(3, 1, 2, SPEC_FILE)})]),
      'a: 1\npassword: hunter2\nb: 2\n',
    );
    expect(page).not.toContain('hunter2');
    expect(page).toContain('it may hold a secret');
    expect(page).toContain('b: 2');
  });

  it('say how to mend them, and stand without their source', () => {
    const report = sampleReport([sampleFinding({fix: {'/spec/partitions': 12}})]);
    const page = html.render(report, {color: false, sourceOf: () => undefined});
    expect(page).not.toContain('<pre');
    expect(page).toContain('set <code>/spec/partitions</code> to <code>12</code>');
  });

  it('that are waived stand apart, with who, until when and why', () => {
    const page = render(sampleReport([waivedFinding()]));
    expect(page).not.toContain('id="findings"');
    expect(page).toMatch(/Waived by">team-a<.*Until">2027-01-31<.*Reason">moves in January</);
    expect(page).toContain('<b>1</b> waived');
  });

  it('of the baseline are counted, and listed folded', () => {
    const page = render(sampleReport([sampleFinding({baselined: true})]));
    expect(page).not.toContain('id="findings"');
    expect(page).toMatch(/In the baseline<\/h2>[\s\S]*<details><summary>1 finding<\/summary>[\s\S]*too many/);
    expect(page).toContain('<b>1</b> in the baseline');
  });

  it('are counted by rule where there are several rules', () => {
    const rules = ['topic/a', 'topic/b', 'topic/b'].map((rule, index) => sampleFinding({rule, location: at(index + 1)}));
    expect(render(sampleReport(rules))).not.toContain('Findings by rule');
    const page = render(sampleReport([...rules, sampleFinding({rule: 'topic/c', level: 'error'})]));
    expect(page).toMatch(/topic\/c<.*>1<[\s\S]*topic\/b<.*>2<[\s\S]*topic\/a<.*>1</);
  });
});
