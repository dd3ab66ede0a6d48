import {describe, expect, it} from 'vitest';
import {fails} from '../../src/findings/report.ts';
import {FORMATS, loadReporter} from '../../src/findings/reporters/index.ts';
import {approvedFinding, at, sampleFinding, sampleReport} from './sample-report.ts';

const WORDS = 'by team-a until 2027-01-31 for the plan abababababab: test data only';
const report = sampleReport([approvedFinding({location: at(3)}), sampleFinding({location: at(9)})]);

async function rendered(format: string, of = report): Promise<string> {
  const reporter = await loadReporter(format);
  return reporter.render(of, {color: false, sourceOf: () => undefined, rules: new Map()});
}

/** What each format says of a risk that was approved. */
const SAYS: Record<string, (text: string) => void> = {
  pretty: text => {
    expect(text).toContain(`approved: 1\n  specs/a.yaml:3:1 plan/topic-destroyed Topic a.b.c ${WORDS}\n`);
    expect(text).toMatch(/0 errors, 1 warning, 1 approved in 2 documents of 1 file\n$/);
  },
  json: text => {
    const {summary, findings} = JSON.parse(text);
    expect(summary).toMatchObject({errors: 0, warnings: 1, waived: 0, baselined: 0, approved: 1});
    expect(findings[0]).toMatchObject({stack: 'production.orders', approval: {owner: 'team-a', plan: 'ab'.repeat(32)}});
  },
  sarif: text => {
    const [first, second] = JSON.parse(text).runs[0].results;
    expect(first.suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: `approved ${WORDS}`,
        properties: {owner: 'team-a', reason: 'test data only', expires: '2027-01-31', plan: 'ab'.repeat(32)},
      },
    ]);
    expect(second.suppressions).toBeUndefined();
  },
  'code-scanning': text => expect(JSON.parse(text).runs[0].results).toHaveLength(1),
  junit: text => {
    expect(text).toContain('failures="0"');
    expect(text).toContain(`<skipped type="approved" message="approved ${WORDS}">`);
  },
  github: text => expect(text).not.toContain('topic-destroyed'),
  gitlab: text => expect(JSON.parse(text)).toHaveLength(1),
  markdown: text => {
    expect(text).toContain('Beside these: 1 approved.');
    expect(text).toMatch(/<summary>1 approved<\/summary>[\s\S]*\| team-a \| 2027-01-31 \| test data only \| `abababababab` \|/);
  },
  html: text => {
    expect(text).toMatch(/<section id="approved"[\s\S]*team-a[\s\S]*2027-01-31[\s\S]*test data only[\s\S]*abababababab/);
    expect(text).toMatch(/<b>1<\/b> approved/);
  },
};

describe('a risk that was approved is told, and fails nothing', () => {
  it('in every format there is', () => expect(Object.keys(SAYS).sort()).toEqual([...FORMATS].sort()));

  it.each(Object.keys(SAYS))('%s', async format => SAYS[format]?.(await rendered(format)));

  it('in the counts', () => {
    expect([fails(report, 'error'), fails(sampleReport([sampleFinding({level: 'error'})]), 'error')]).toEqual([false, true]);
  });

  it('as waived where a waiver covers it, too', async () => {
    const both = sampleReport([approvedFinding({waivedBy: 'team-b'})]);
    expect(both.summary).toMatchObject({waived: 1, baselined: 0});
    expect(both.summary.approved).toBeUndefined();
    expect(await rendered('pretty', both)).not.toContain('approved:');
  });
});

describe('the page of an apply', () => {
  const stack = (name: string, status: string, done: number) => ({name, status, plan: 'cd'.repeat(32), changes: 3, done});
  const page = (...stacks: object[]) => rendered('html', Object.assign(sampleReport([]), {evidence: {cluster: 'prod', stacks}}));

  it('says what became of each stack', async () => {
    const text = await page(stack('prod.orders', 'applied', 3), stack('prod.shop', 'applied', 3));
    expect(text).toContain('Applied: 6 changes in 2 stacks');
    expect(text).toMatch(/<section id="stacks"[\s\S]*prod\.orders[\s\S]*applied[\s\S]*3 of 3[\s\S]*cdcdcdcdcdcd/);
    expect(text).not.toContain('Not proved');
  });

  it('does not say that all is well where a stack failed', async () => {
    const text = await page(stack('prod.orders', 'failed', 1), stack('prod.shop', 'not begun', 0));
    expect(text).toContain('Not applied whole: 2 of 2 stacks');
    expect(text).toContain('1 of 3');
  });
});
