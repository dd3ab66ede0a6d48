import type {Finding} from '../../finding.ts';
import type {RuleInfo} from '../reporter.ts';
import {byRule} from '../selection.ts';
import {badge} from './badges.ts';
import {html, type Markup} from './markup.ts';
import {wholeOrDecimal} from './units.ts';

/** Of one rule or two, the findings themselves say as much. */
const RULES_MIN = 3;

/** How many open findings each rule has, the gravest rules first. */
export function ruleCountSection(open: readonly Finding[], rules: ReadonlyMap<string, RuleInfo> | undefined): Markup | undefined {
  const groups = byRule(open);
  if (groups.length < RULES_MIN) return undefined;
  return html`<section id="rules" aria-labelledby="rules-title">
<h2 id="rules-title">Findings by rule</h2>
<table class="stacked rule-counts" role="table" aria-labelledby="rules-title">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Rule</th><th scope="col" role="columnheader">Level</th><th scope="col" role="columnheader">Findings</th><th scope="col" role="columnheader">What it asks</th></tr></thead>
<tbody role="rowgroup">
${groups.map(
  ({rule, level, count}) =>
    html`<tr role="row"><th scope="row" role="rowheader" data-label="Rule"><code>${rule}</code></th><td role="cell" data-label="Level">${badge(level)}</td><td role="cell" data-label="Findings">${wholeOrDecimal(count)}</td><td role="cell" data-label="What it asks">${rules?.get(rule)?.title}</td></tr>\n`,
)}</tbody>
</table>
</section>`;
}
