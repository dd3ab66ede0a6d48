import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Browser, BrowserContextOptions} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {accessGraph} from '../../src/access/graph/graph.ts';
import {graphPage} from '../../src/access/graph/html.ts';
import {application, topic, user} from '../../src/policy/examples.ts';
import {resolveExamples} from '../../src/policy/resolve-examples.ts';
import {CONTRASTS} from '../findings/text-contrast.ts';
import {chromiumPath, launchChromium} from '../fixtures/chromium.ts';

const suite = chromiumPath === undefined ? 'the picture in a browser (no Chromium on this machine)' : 'the picture in a browser';
const HOSTILE = '</title></svg><script>document.title="owned"</script>"><img src=x onerror="document.title=1">';
const LONG = `orders.${'very-'.repeat(30)}long.v1`;

describe.skipIf(chromiumPath === undefined)(suite, () => {
  let browser: Browser;
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-graph-'));
  let files = 0;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, {recursive: true, force: true});
  });

  /** Opens the page from disk without a network and without scripts, and notes all that it asks for or complains about. */
  async function open(options: BrowserContextOptions = {}) {
    const file = path.join(folder, `page-${files++}.html`);
    writeFileSync(file, graphPage(sampleGraph(), 'weir'));
    const context = await browser.newContext({offline: true, viewport: {width: 1280, height: 900}, ...options});
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

  it('asks for nothing, runs nothing and complains of nothing', async () => {
    const {page, requests, complaints} = await open();
    expect({requests, complaints}).toEqual({requests: [], complaints: []});
    expect(await page.locator('script, img, [onerror]').count()).toBe(0);
    expect(await page.title()).toBe('Who writes and reads what');
    expect(await page.locator('svg.access .node title').allTextContents()).toContainEqual(expect.stringContaining(HOSTILE));
  });

  it('draws every use once and says it in the table', async () => {
    const {page} = await open();
    const graph = sampleGraph();
    expect(await page.locator('svg.access .line').count()).toBe(graph.edges.length);
    const rows = await page.locator('.access-edges tbody tr').allInnerTexts();
    expect(rows).toHaveLength(graph.edges.length);
    const missing = rows.filter(text => text.includes('no consent'));
    expect(missing).toEqual([expect.stringContaining('add ledger to spec.access.consumers of orders.placed.v1')]);
    expect(await page.locator('svg.access .line.missing').count()).toBe(1);
  });

  it.each(['focus', 'hover', 'click'] as const)('leaves what belongs to an application and fades the rest: %s', async how => {
    const {page} = await open();
    const node = page.locator('svg.access .node.application').filter({hasText: 'billing'}).first();
    await (how === 'focus' ? node.focus() : how === 'hover' ? node.hover() : node.click());
    const shownOf = (selector: string) =>
      page.evaluate<string[]>(`[...document.querySelectorAll('${selector}')]
        .filter(one => getComputedStyle(one).opacity === '1')
        .map(one => one.querySelector('title').textContent.split('\\n')[0])
        .sort()`);
    expect(await shownOf('svg.access .line')).toEqual([
      'billing: reads in the group billing – orders.placed.v1 (consented)',
      'billing: writes – payments.settled.v1',
    ]);
    expect(await shownOf('svg.access .node')).toEqual([
      'Application billing, domain payments, User:audit',
      'Application billing, domain payments, User:audit',
      'Topic orders.placed.v1, domain orders, declared',
      'Topic payments.settled.v1, domain payments, declared',
    ]);
  });

  it('is reached by the keyboard alone', async () => {
    const {page} = await open();
    await page.locator('.scroll').focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toMatch(/^(Application|Topic) /);
    expect(await page.locator('svg.access .node').count()).toBeGreaterThan(0);
    expect(await page.locator('svg.access .node:not([tabindex="0"])').count()).toBe(0);
  });

  it('shows with a topic those who read it by a prefix', async () => {
    const {page} = await open();
    await page.locator('svg.access .node.declared').filter({hasText: 'orders.placed.v1'}).focus();
    const opacity =
      "getComputedStyle([...document.querySelectorAll('.node.application')].find(one => one.textContent.includes('archive'))).opacity";
    expect(await page.evaluate(opacity)).toBe('1');
  });

  it('tells consent by more than colour', async () => {
    const {page} = await open();
    const style = (name: string) =>
      page.evaluate<{stroke: string; drawn: string}>(`(({stroke, strokeDasharray, strokeWidth}) =>
        ({stroke, drawn: strokeDasharray + ' ' + strokeWidth}))(getComputedStyle(document.querySelector('svg.access .line.${name} .edge')))`);
    const styles = await Promise.all(['own', 'given', 'missing'].map(style));
    expect(new Set(styles.map(({stroke}) => stroke)).size).toBe(3);
    expect(new Set(styles.map(({drawn}) => drawn)).size).toBe(3);
  });

  it.each(['light', 'dark'] as const)('can be read in a %s scheme, text and lines', async colorScheme => {
    const {page} = await open({colorScheme});
    const contrasts = await page.evaluate<{text: string; ratio: number}[]>(CONTRASTS);
    expect(contrasts.length).toBeGreaterThan(40);
    expect(contrasts.filter(({ratio}) => ratio < 4.5)).toEqual([]);
  });

  it('keeps every text within its box', async () => {
    const {page} = await open();
    const outside = await page.locator('svg.access .node').evaluateAll(nodes =>
      nodes.flatMap(node => {
        const box = node.querySelector('rect')?.getBoundingClientRect();
        return [...node.querySelectorAll('text')].flatMap(text => {
          const {left, right} = text.getBoundingClientRect();
          return box !== undefined && left >= box.left + 2 && right <= box.right - 2 ? [] : [text.textContent];
        });
      }),
    );
    expect(outside).toEqual([]);
  });

  it('fits a phone: the picture is scrolled, the page is not', async () => {
    const {page} = await open({viewport: {width: 390, height: 844}});
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});

function sampleGraph() {
  const of = (domain: string, name: string, spec: Record<string, unknown>) =>
    application({name, metadata: {domain}, consumes: undefined, ...spec});
  const {models} = resolveExamples([
    user(),
    topic({name: 'orders.placed.v1', metadata: {domain: 'orders'}, access: {consumers: ['billing']}}),
    topic({name: LONG, metadata: {domain: 'orders'}}),
    topic({name: 'payments.settled.v1', metadata: {domain: 'payments'}}),
    of('orders', 'order-service', {produces: [{topics: ['orders.placed.v1', LONG]}]}),
    of('orders', 'archive', {consumes: [{topicPrefix: 'orders.'}]}),
    of('orders', '注文サービス'.repeat(5), {streams: {applicationId: 'totals'}}),
    of('payments', 'billing', {produces: [{topic: 'payments.settled.v1'}], consumes: [{topic: 'orders.placed.v1'}]}),
    of('payments', 'ledger', {consumes: [{topic: 'orders.placed.v1'}]}),
    of(HOSTILE, HOSTILE, {consumes: [{topic: 'nobody.declares.v1', group: HOSTILE}]}),
  ]);
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  return accessGraph(model);
}
