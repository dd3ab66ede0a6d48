import {describe, expect, it} from 'vitest';
import type {Level} from '../../src/findings/finding.ts';
import {failingLevel, failureReason} from '../../src/findings/report.ts';
import html from '../../src/findings/reporters/html.ts';
import junit from '../../src/findings/reporters/junit.ts';
import markdown from '../../src/findings/reporters/markdown.ts';
import pretty from '../../src/findings/reporters/pretty.ts';
import {at, limitedReport, sampleFinding, sampleReport} from './sample-report.ts';

const plain = {color: false, sourceOf: () => undefined};
const warnings = [sampleFinding(), sampleFinding({location: at(2)})];
const note = sampleFinding({level: 'note', location: at(3)});
const BY_LEVEL = '2 warnings, and the failing level is warning';
const BY_COUNT = '2 warnings, and --max-warnings allows 1';

describe('a run that fails without an error', () => {
  it.each<[Level, number | undefined, string | undefined, Level]>([
    ['error', undefined, undefined, 'error'],
    ['error', 2, undefined, 'error'],
    ['error', 1, BY_COUNT, 'warning'],
    ['warning', undefined, BY_LEVEL, 'warning'],
    ['warning', 1, BY_LEVEL, 'warning'],
    ['note', undefined, '2 warnings, 1 note, and the failing level is note', 'note'],
  ])('by failOn %s and at most %s warnings: %s', (failOn, maxWarnings, reason, level) => {
    const report = limitedReport([...warnings, note], failOn, maxWarnings);
    expect(report.failed).toBe(reason !== undefined);
    expect(failureReason(report)).toBe(reason);
    expect(failingLevel(report)).toBe(level);
  });

  it.each([
    ['pretty', pretty, `\nfails: ${BY_LEVEL}\n`],
    ['html', html, `Failed: ${BY_LEVEL}`],
    ['markdown', markdown, `**Fails:** ${BY_LEVEL}.\n`],
    ['junit', junit, 'failures="2"'],
  ])('says so in %s', (_name, {render}, expected) => {
    const failed = render(limitedReport([...warnings, note], 'warning'), plain);
    expect(failed).toContain(expected);
    expect(render(limitedReport([...warnings, note], 'error'), plain)).not.toContain(expected);
  });

  it('says nothing where its errors do, or where no limit is known', () => {
    expect(failureReason(limitedReport([sampleFinding({level: 'error'}), ...warnings], 'warning'))).toBeUndefined();
    expect(sampleReport(warnings)).not.toHaveProperty('failed');
    expect(failingLevel(sampleReport(warnings))).toBe('error');
  });
});
