import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Browser, BrowserContextOptions} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {matrixPage} from '../../src/access/matrix/html.ts';
import {accessMatrix} from '../../src/access/matrix/matrix.ts';
import {authorizerSettings} from '../../src/access/settings.ts';
import {declaredBindings} from '../../src/access/statements.ts';
import {acl, application, topic, user} from '../../src/policy/examples.ts';
import {resolveExamples} from '../../src/policy/resolve-examples.ts';
import {CONTRASTS} from '../findings/text-contrast.ts';
import {chromiumPath, launchChromium} from '../fixtures/chromium.ts';

const suite = chromiumPath === undefined ? 'the matrix in a browser (no Chromium on this machine)' : 'the matrix in a browser';
const HOSTILE = '"><script>document.title="owned"</script>';

describe.skipIf(chromiumPath === undefined)(suite, () => {
  let browser: Browser;
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-matrix-'));

  beforeAll(async () => {
    browser = await launchChromium();
    writeFileSync(path.join(folder, 'matrix.html'), samplePage());
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, {recursive: true, force: true});
  });

  async function open(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({offline: true, viewport: {width: 1280, height: 900}, ...options});
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('request', request => requests.push(request.url()));
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(error.message));
    const url = pathToFileURL(path.join(folder, 'matrix.html')).href;
    await page.goto(url);
    return {page, complaints, requests: requests.filter(one => one !== url && one !== 'data:,')};
  }

  it('asks for nothing, runs nothing and complains of nothing', async () => {
    const {page, complaints, requests} = await open();
    expect({requests, complaints}).toEqual({requests: [], complaints: []});
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.title()).toBe('Who may do what');
    expect(await page.locator('#group .matrix thead').textContent()).toContain(HOSTILE);
  });

  it('tells at a cell what gives it, and leads from there to the whole of it', async () => {
    const {page} = await open();
    const cell = page.locator('#topic .matrix tbody tr').filter({hasText: 'User:audit'}).locator('a').first();
    expect(await cell.getAttribute('title')).toMatch(
      /^read: allow read on topics? .* for User:audit from any address\nspecs\.yaml:\d+:\d+ Application audit, to fetch records/,
    );
    await cell.click();
    const target = page.locator('.origins tr:target');
    expect(await target.textContent()).toContain('KafkaApis.handleFetchRequest');
    expect(await target.textContent()).toContain('User:audit');
  });

  it.each(['light', 'dark'] as const)('can be read in a %s scheme', async colorScheme => {
    const {page} = await open({colorScheme});
    const contrasts = await page.evaluate<{ratio: number}[]>(CONTRASTS);
    expect(contrasts.length).toBeGreaterThan(30);
    expect(contrasts.filter(({ratio}) => ratio < 4.5)).toEqual([]);
  });

  it('fits a phone: tables are scrolled, the page is not', async () => {
    const {page} = await open({viewport: {width: 390, height: 844}});
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});

function samplePage(): string {
  const {models, findings} = resolveExamples([
    user(),
    topic({}),
    ...Array.from({length: 12}, (_, index) =>
      topic({name: `orders.of-a-topic-with-a-long-name-${index}.v1`, metadata: {domain: 'orders'}}),
    ),
    application({consumes: [{topicPrefix: 'orders.'}, {topic: 'payments.orders.placed.v1', group: HOSTILE}]}),
    acl({name: 'no', principal: `User:${HOSTILE}`, permission: 'deny'}),
  ]);
  expect(findings).toEqual([]);
  const [model] = models;
  if (model === undefined) throw new Error('no model');
  return matrixPage(accessMatrix(model, {bindings: declaredBindings(model), settings: authorizerSettings(undefined)}), 'weir');
}
