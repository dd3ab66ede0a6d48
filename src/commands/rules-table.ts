import {styleText} from 'node:util';
import type {Level} from '../findings/finding.ts';
import type {Rule} from '../policy/rule.ts';

/** A rule as the catalogue lists it. */
export interface CatalogueEntry {
  id: string;
  /** Undefined: the packs that were asked for say nothing of it. */
  level: Level | 'off' | undefined;
  title: string;
  /** Kinds that it judges; `Plan` for a rule about planned changes. */
  kinds: readonly string[];
  origin: Rule['origin'];
}

const STYLES = {error: 'red', warning: 'yellow', note: 'blue', off: 'dim'} as const;
const SEVERAL = 'Several kinds';

/** The catalogue for a terminal: a table for each kind. `heading` says whose levels these are. */
export function rulesTable(entries: readonly CatalogueEntry[], {heading, color}: {heading: string; color: boolean}): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) => (color ? styleText(style, text, {validateStream: false}) : text);
  const width = Math.max(0, ...entries.map(({id}) => id.length));
  const row = ({id, level, title, origin}: CatalogueEntry): string => {
    const whose = origin === 'team' ? paint('dim', ' (yours)') : '';
    return `  ${paint(STYLES[level ?? 'off'], (level ?? '–').padEnd(7))}  ${id.padEnd(width)}  ${title}${whose}`;
  };
  const groups = Map.groupBy(entries, ({kinds}) => (kinds.length === 1 ? (kinds[0] ?? SEVERAL) : SEVERAL));
  const tables = [...groups].map(([group, ours]) => `${paint('bold', group)}\n${ours.map(row).join('\n')}`);
  const active = entries.filter(({level}) => level !== undefined && level !== 'off').length;
  return `${[heading, ...tables].join('\n\n')}\n\n${active} of ${entries.length} rules judge; weir explain RULE says why one exists\n`;
}
