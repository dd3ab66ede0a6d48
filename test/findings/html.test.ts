import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Browser, BrowserContextOptions, Locator, Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {verdict} from '../../src/findings/finding.ts';
import type {Report} from '../../src/findings/report.ts';
import html from '../../src/findings/reporters/html.ts';
import type {Timeline} from '../../src/findings/timeline.ts';
import {chromiumPath, launchChromium} from '../fixtures/chromium.ts';
import {failoverTimeline, failoverVerdicts, SPEC, sampleEvidence} from './sample-evidence.ts';
import {at, sampleFinding, sampleReport, waivedFinding} from './sample-report.ts';
import {CONTRASTS} from './text-contrast.ts';

const suite = chromiumPath === undefined ? 'html in a browser (no Chromium on this machine)' : 'html in a browser';

describe.skipIf(chromiumPath === undefined)(suite, () => {
  let browser: Browser;
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-html-'));
  let files = 0;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, {recursive: true, force: true});
  });

  /** Opens a report from disk without a network, and notes all that it asks for or complains about. */
  async function open(report: Report, options: BrowserContextOptions = {}, source = SPEC) {
    const file = path.join(folder, `report-${files++}.html`);
    writeFileSync(file, html.render(report, {color: true, sourceOf: () => source}));
    const context = await browser.newContext({offline: true, ...options});
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', request => requests.push(request.url()));
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(error.message));
    const url = pathToFileURL(file).href;
    await page.goto(url);
    return {page, requests: requests.filter(one => one !== url && one !== 'data:,'), complaints};
  }

  const texts = (page: Page, selector: string) => page.locator(selector).allTextContents();

  it('asks for nothing and complains of nothing', async () => {
    const {requests, complaints} = await open(sampleEvidence());
    expect({requests, complaints}).toEqual({requests: [], complaints: []});
  });

  it('shows the worst first, each claim with its evidence, cluster and line', async () => {
    const {page} = await open(sampleEvidence());
    expect(await page.locator('h1').textContent()).toContain('Failed: 1 of 3 claims does not hold');
    const cells = await page
      .locator('.verdicts tbody tr')
      .evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent)));
    expect(cells.map(([status]) => status)).toEqual(['✗ fail', '? unknown', '✓ pass']);
    const [fail, unknown, pass] = cells;
    expect(fail?.[2]).toContain('it took 8.9 s');
    expect(fail?.[2]).toContain('ack gap 8.9 s');
    expect(fail?.slice(3)).toEqual(['sandbox', 'topic-specs/payments/orders.yaml:6']);
    expect(unknown?.[2]).toContain('no evidence');
    expect(pass?.[1]).toContain('no acknowledged record is lost');
    expect(pass?.[2]).toContain('acknowledged 1,517');
    expect(pass?.[2]).toContain('lost 0');
    expect(await texts(page, '.open-claims li')).toEqual([expect.stringContaining('AUDIT_PASSWORD is not set')]);
  });

  it('leads from a failed claim to its line of YAML', async () => {
    const {page} = await open(sampleEvidence());
    await page.locator('.verdicts tr.fail a').click();
    const target = page.locator('.finding:target');
    expect(await target.locator('.marked').textContent()).toBe('> 6 |   replicationFactor: 3');
    const caret = await target.locator('.caret').textContent();
    expect(caret?.indexOf('^')).toBe('> 6 |   replicationFactor: 3'.indexOf('3'));
  });

  it('plots every probe, every event and every bound', async () => {
    const {page} = await open(sampleEvidence());
    const {probes, events} = failoverTimeline();
    expect(await page.locator('circle.probe').count()).toBe(probes.filter(({ackedMs}) => ackedMs !== undefined).length);
    expect(await page.locator('path.probe-unacked').count()).toBe(3);
    expect(await page.locator('line.event').count()).toBe(events.length);
    expect(await texts(page, '.measure')).toEqual([
      'New leaders elected 8.6 s of 15 s allowed ✓',
      'Longest pause between acknowledgements 8.9 s of 8 s allowed ✗',
      'In-sync sets full again 6.4 s of 1 min allowed ✓',
    ]);
    expect(await page.locator('svg.timeline').getAttribute('aria-labelledby')).toBe('timeline-1-title timeline-1-desc');
    expect(await page.locator('#timeline-1-desc').textContent()).toContain('3 of them were never acknowledged');
  });

  it('puts a probe where the axes say', async () => {
    const probes = [
      {intendedMs: 0, ackedMs: 10},
      {intendedMs: 5_000, ackedMs: 6_000},
    ];
    const {page} = await open(sampleEvidence({timelines: [failoverTimeline({events: [], probes, probesTotal: 2, objectives: []})]}));
    const centre = ({x, y, width, height}: Box) => ({x: x + width / 2, y: y + height / 2});
    const tick = async (text: string) => centre((await boxes(page.locator('.axis text').filter({hasText: text})))[0] ?? missing());
    const [first, second] = (await boxes(page.locator('circle.probe'))).map(centre);
    expect(Math.abs((first?.y ?? 0) - (await tick('10 ms')).y)).toBeLessThan(3);
    expect(Math.abs((second?.y ?? 0) - (await tick('1 s')).y)).toBeLessThan(3);
    expect(Math.abs((first?.x ?? 0) - (await tick('0 s')).x)).toBeLessThan(3);
    expect(Math.abs((second?.x ?? 0) - (await tick('5 s')).x)).toBeLessThan(3);
  });

  it.each<[string, Partial<Timeline>]>([
    ['as a failover has them', {}],
    ['all at once', {events: failoverTimeline().events.map((event, index) => ({...event, atMs: 9_000 + index}))}],
    ['all at the end', {events: failoverTimeline().events.map((event, index) => ({...event, atMs: 25_800 + 30 * index}))}],
    ['long', {events: failoverTimeline().events.map(event => ({...event, label: `${event.label} ${'and so on '.repeat(5)}`}))}],
  ])('keeps the labels of events apart: %s', async (_when, parts) => {
    const {page} = await open(sampleEvidence({timelines: [failoverTimeline(parts)]}));
    const [labels, lines, [picture]] = [
      await boxes(page.locator('.event-label')),
      await boxes(page.locator('line.event')),
      await boxes(page.locator('svg.timeline')),
    ];
    expect(labels).toHaveLength(6);
    for (const [index, label] of labels.entries()) {
      expect(label.x + label.width).toBeLessThanOrEqual((picture?.x ?? 0) + (picture?.width ?? 0));
      expect(label.y).toBeGreaterThanOrEqual(picture?.y ?? 0);
      for (const other of [...labels.slice(index + 1), ...lines]) expect(overlap(label, other), `label ${index}`).toBe(false);
    }
  });

  it('leaves text from outside inert, wherever it stands', async () => {
    const hostile =
      '</title></style></svg><script>document.title="owned"</script>"><img src=x onerror="document.title=\'owned\'">\u202e\u0000';
    const {page, requests} = await open(hostileReport(hostile), {}, `${hostile}\n`);
    expect(await page.locator('script, img, [onerror]').count()).toBe(0);
    expect(requests).toEqual([]);
    expect(await page.title()).toContain('Failed');
    const written = '<script>document.title="owned"</script>"><img src=x onerror="document.title=\'owned\'">\ufffd\u2400';
    const body = (await page.locator('body').textContent()) ?? '';
    // Once for each field of the report that holds it.
    expect(body.split(written).length - 1).toBeGreaterThanOrEqual(30);
    expect(body).not.toContain('\u202e');
  });

  it.each(['light', 'dark'] as const)('can be read in a %s scheme', async colorScheme => {
    const {page} = await open(sampleEvidence(), {colorScheme});
    const contrasts = await page.evaluate<{text: string; ratio: number; background: string}[]>(CONTRASTS);
    expect(contrasts.length).toBeGreaterThan(80);
    expect(contrasts.filter(({ratio}) => ratio < 4.5)).toEqual([]);
    const body = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(body).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)');
  });

  it('fits a phone', async () => {
    const long = `${'x'.repeat(249)}.v1`;
    const verdicts = failoverVerdicts().map(one => ({...one, claim: `${one.claim} ${long}`, resource: {kind: 'Topic', name: long}}));
    const {page} = await open(sampleEvidence({verdicts}), {viewport: {width: 390, height: 844}});
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    // Rows become blocks; the cells still say what they are.
    expect(await page.getByRole('rowheader').count()).toBeGreaterThanOrEqual(3);
  });

  it.each(['light', 'dark'] as const)('shows what is covered and the counts by rule, on a phone in a %s scheme too', async colorScheme => {
    const name = `${'x'.repeat(240)}.v1`;
    const found = ['topic/a', 'topic/b', 'topic/c'].map((rule, index) => sampleFinding({rule, location: at(index + 1)}));
    const covered = [waivedFinding({resource: {kind: 'Topic', name}}), sampleFinding({baselined: true, location: at(9)})];
    const {page} = await open(sampleReport([...found, ...covered], [], 12), {colorScheme, viewport: {width: 390, height: 844}});
    expect(await texts(page, 'h2')).toEqual(['Findings by rule', 'Findings', 'Waived', 'In the baseline']);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.locator('#baselined summary').click();
    const contrasts = await page.evaluate<{ratio: number}[]>(CONTRASTS);
    expect(contrasts.filter(({ratio}) => ratio < 4.5)).toEqual([]);
  });

  it('shows on paper what is folded on a screen', async () => {
    const {page} = await open(sampleEvidence());
    const folded = page.locator('table.events').first();
    expect(await folded.isVisible()).toBe(false);
    await page.emulateMedia({media: 'print'});
    expect(await folded.evaluate(table => table.checkVisibility())).toBe(true);
  });
});

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function boxes(locator: Locator): Promise<Box[]> {
  return locator.evaluateAll(elements =>
    elements.map(element => {
      const {x, y, width, height} = element.getBoundingClientRect();
      return {x, y, width, height};
    }),
  );
}

function missing(): never {
  throw new Error('the page has no such element');
}

/** A report whose every text is `text`. */
function hostileReport(text: string): Report {
  const resource = {kind: text, name: text};
  const location = at(1, 1, 5, text);
  const parts = {rule: text, claim: text, reason: text, resource, clusters: [text], location};
  const evidence = {[text]: text, list: [text], nested: {[text]: text}};
  const timeline = failoverTimeline({
    title: text,
    startedAt: text,
    events: [{atMs: 0, name: text, label: text}],
    objectives: [{name: text, ms: 5}],
  });
  const report = sampleEvidence({
    verdicts: [
      verdict({...parts, status: 'fail', evidence}),
      verdict({...parts, status: 'unknown', evidence}),
      {...verdict({...parts, status: 'pass', evidence}), measured: text},
    ],
    timelines: [timeline, {title: text}],
  });
  const finding = sampleFinding({
    rule: text,
    message: text,
    resource,
    clusters: [text],
    location,
    fix: {[text]: text},
    rename: {[text]: text},
  });
  const waived = {...finding, waivedBy: text, waiver: {owner: text, reason: text, expires: text}};
  return {
    ...report,
    command: text,
    tool: {name: text, version: text},
    findings: [finding, waived, {...finding, baselined: true}, {...finding, rule: `a${text}`}, {...finding, rule: `b${text}`}],
    ...{
      evidence: {
        ...Object.fromEntries(['cluster', 'clusterId', 'runId', 'startedAt', 'finishedAt'].map(key => [key, text])),
        steps: [{name: text, startedAt: text, durationMs: 1}],
        timelines: [timeline],
      },
    },
  };
}
