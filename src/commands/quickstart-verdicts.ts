import {styleText} from 'node:util';
import type {Verdict} from '../findings/finding.ts';
import {type VerdictRow, verdictTable} from '../findings/reporters/verdict-table.ts';

/** More claims than this that all hold are one row. */
const ROWS_SHOWN = 8;

/** The table of verdicts for a newcomer: what did not hold in full, what held in short. The page has every one. */
export function quickstartVerdicts(sections: readonly {title: string; verdicts: readonly Verdict[]}[], color: boolean): string {
  const rows = sections.flatMap(({title, verdicts}): VerdictRow[] => {
    const passed = verdicts.filter(({status}) => status === 'pass');
    if (passed.length <= ROWS_SHOWN) return [...verdicts];
    const others = verdicts.filter(({status}) => status !== 'pass');
    const resources = new Set(passed.map(({resource}) => `${resource.kind} ${resource.name}`));
    return [{claim: title, status: 'pass', measured: `${passed.length} claims of ${resources.size} documents hold`}, ...others];
  });
  return verdictTable(rows, (style, text) => (color ? styleText(style, text, {validateStream: false}) : text));
}
