import type {Finding} from '../finding.ts';
import type {Report} from '../report.ts';
import {CodeFrames} from './code-frame.ts';
import {approvedSection, baselinedSection, waivedSection} from './html/covered.ts';
import {findingSection} from './html/findings.ts';
import {headline, headlineOf} from './html/headline.ts';
import {html, type Markup} from './html/markup.ts';
import {page, type Section} from './html/page.ts';
import {ruleCountSection} from './html/rule-counts.ts';
import {type RunRecord, runRecordOf} from './html/run-record.ts';
import {stackSection} from './html/stacks.ts';
import {stepSection} from './html/steps.ts';
import {timelineSection} from './html/timeline.ts';
import {counted, wholeOrDecimal} from './html/units.ts';
import {areaSection, notProvedSection, verdictSection} from './html/verdicts.ts';
import {type RenderContext, reporter} from './reporter.ts';
import {allFindings, approvedFindings, baselinedFindings, openFindings, waivedFindings} from './selection.ts';

/** One page for people, which can be sent to somebody else: no network, no script. */
export default reporter({
  name: 'html',
  summary: 'one self-contained page with verdicts, timeline and code frames',
  render(report, context) {
    const record = runRecordOf(report);
    const head = headlineOf(report, record);
    const {tool, command} = report;
    return page({
      title: `${head.title} · weir ${command}`,
      header: headline(report, record, head),
      sections: sectionsOf(report, record, context),
      footer: html`<p>Written by ${tool.name} ${tool.version}. This page is complete in itself: it loads nothing and runs no script.</p>`,
    });
  },
});

function sectionsOf(report: Report, record: RunRecord | undefined, {sourceOf, rules}: RenderContext): Section[] {
  const findings = allFindings(report);
  const anchors = new Map(findings.map((finding, index) => [finding, `finding-${index + 1}`]));
  const anchorOf = (finding: Finding) => anchors.get(finding);
  const [open, waived, baselined] = [openFindings(findings), waivedFindings(findings), baselinedFindings(findings)];
  const approved = approvedFindings(findings);
  const unproved = report.verdicts.filter(({status}) => status === 'unknown').length;
  const frames = new CodeFrames(findings, sourceOf);
  // The picture first: a table of a hundred claims would hide it.
  return [
    section('timeline', 'Timeline', timelineSection(record?.timelines ?? [])),
    section('areas', 'By area', areaSection(report.summary.areas)),
    section('verdicts', counted(report.verdicts.length, 'verdict'), verdictSection(report.verdicts, anchorOf)),
    section('not-proved', `${unproved} not proved`, notProvedSection(report.verdicts)),
    section('rules', 'By rule', ruleCountSection(open, rules)),
    section('findings', counted(open.length, 'finding'), findingSection(open, frames, anchorOf)),
    section('waived', `${wholeOrDecimal(waived.length)} waived`, waivedSection(waived, anchorOf)),
    section('approved', `${wholeOrDecimal(approved.length)} approved`, approvedSection(approved, anchorOf)),
    section('baselined', `${wholeOrDecimal(baselined.length)} in the baseline`, baselinedSection(baselined, anchorOf)),
    section('stacks', 'Stacks', stackSection(record?.stacks ?? [])),
    section('steps', 'Steps', stepSection(record?.steps ?? [])),
    section('unreadable', 'Not shown', unreadableSection(record?.problems ?? [])),
  ].flat();
}

function section(id: string, label: string, body: Markup | undefined): Section[] {
  return body === undefined ? [] : [{id, label, body}];
}

/** A part of the evidence that is not as it should be is said, not dropped. */
function unreadableSection(problems: readonly string[]): Markup | undefined {
  if (problems.length === 0) return undefined;
  return html`<section id="unreadable" aria-labelledby="unreadable-title">
<h2 id="unreadable-title">What could not be shown</h2>
<p>These parts of the evidence are not as the reporter knows them:</p>
<ul>${problems.map(problem => html`<li><code>${problem}</code></li>`)}</ul>
</section>`;
}
