import type {Finding, Level} from '../finding.ts';
import {visible} from './code-frame.ts';
import type {RuleInfo} from './reporter.ts';
import {type ApprovedFinding, approvalWords, byRule, resourceWords, type WaivedFinding, waiverWords} from './selection.ts';
import type {Paint, Style} from './verdict-table.ts';

export const LEVEL_STYLE: Record<Level, Style> = {error: ['red', 'bold'], warning: ['yellow', 'bold'], note: ['blue', 'bold']};

/** Fewer findings are seen at once, and need no table. */
const FINDINGS_MIN = 11;
const RULES_SHOWN = 15;

/** Findings counted by rule, the gravest first, with what each rule asks; undefined where there are too few to group. */
export function groupedSummary(
  open: readonly Finding[],
  rules: ReadonlyMap<string, RuleInfo> | undefined,
  paint: Paint,
): string | undefined {
  if (open.length < FINDINGS_MIN) return undefined;
  const groups = byRule(open);
  const shown = groups.slice(0, RULES_SHOWN);
  const rest = groups.slice(RULES_SHOWN).reduce((sum, {count}) => sum + count, 0);
  const countWidth = Math.max(...shown.map(({count}) => String(count).length));
  const ruleWidth = Math.max(...shown.map(({rule}) => visible(rule).length));
  const rows = shown.map(({rule, level, count}) => {
    const title = visible(rules?.get(rule)?.title ?? '');
    return `  ${String(count).padStart(countWidth)}  ${paint(LEVEL_STYLE[level], level.padEnd(7))}  ${visible(rule).padEnd(ruleWidth)}  ${paint('dim', title)}`;
  });
  const more = groups.length - shown.length;
  return [
    paint('bold', 'by rule:'),
    ...rows.map(row => row.trimEnd()),
    ...(more === 0 ? [] : [`  and ${rest} finding${rest === 1 ? '' : 's'} of ${more} more rule${more === 1 ? '' : 's'}`]),
    `  weir explain ${visible(shown[0]?.rule ?? 'RULE')} says why, with examples`,
  ].join('\n');
}

/** More waived findings than this are counted: who runs a check looks for what is open. */
const WAIVED_LISTED = 5;

/**
 * What is waived, by whom, until when and why: a line each, or, where they are many, a line for each rule and owner.
 * Undefined where nothing is.
 */
export function waivedList(waived: readonly WaivedFinding[], paint: Paint): string | undefined {
  if (waived.length === 0) return undefined;
  const rows = waived.length > WAIVED_LISTED ? waivedGroups(waived, paint) : waived.map(one => waivedRow(one, paint));
  return [paint('bold', `waived: ${waived.length}`), ...rows].join('\n');
}

/** What was approved for this plan, by whom, until when and why: a line each, for each was approved alone. */
export function approvedList(approved: readonly ApprovedFinding[], paint: Paint): string | undefined {
  if (approved.length === 0) return undefined;
  return [paint('bold', `approved: ${approved.length}`), ...approved.map(one => row(one, approvalWords(one.approval), paint))].join('\n');
}

function waivedRow(one: WaivedFinding, paint: Paint): string {
  return row(one, waiverWords(one), paint);
}

function row(one: Finding, words: string, paint: Paint): string {
  const about = [one.rule, resourceWords(one)].filter(part => part !== '').join(' ');
  const where = one.clusters.length === 0 ? '' : ` [${one.clusters.join(', ')}]`;
  return `  ${visible(`${one.location.file}:${one.location.line}:${one.location.column} ${about}${where}`)} ${paint('dim', visible(words))}`;
}

function waivedGroups(waived: readonly WaivedFinding[], paint: Paint): string[] {
  const groups = [...Map.groupBy(waived, ({rule, waivedBy}) => JSON.stringify([rule, waivedBy])).values()];
  const width = Math.max(...groups.map(group => String(group.length).length));
  return groups.flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const days = group.flatMap(({waiver}) => waiver?.expires ?? []).sort();
    const until = days.length === 0 ? '' : `${days[0] === days.at(-1) ? '' : ', the first'} until ${days[0]}`;
    return `  ${String(group.length).padStart(width)}  ${visible(first.rule)} ${paint('dim', visible(`by ${first.waivedBy}${until}`))}`;
  });
}
