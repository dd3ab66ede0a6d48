import type {Run} from './measure.ts';

/** A file by its name, and the rule that it breaks. */
export type Broken = ReadonlyMap<string, string>;

/** What a tool found: the rules by file; without rules where the tool names none. */
type Found = ReadonlyMap<string, readonly string[]>;

/** How to read a tool's answer. */
export interface Answer {
  tool: string;
  read: (output: string) => Found;
  namesRules: boolean;
}

const FILE = /\bt\d{5}\.yaml\b/;

/** A line `file:line:column …`, then the message, whose last word is the rule. A summary may follow. */
export const WEIR: Answer = {
  tool: 'weir',
  namesRules: true,
  read: output => {
    const found = new Map<string, string[]>();
    let file: string | undefined;
    for (const line of output.split('\n')) {
      if (/^\S.*:\d+:\d+ /.test(line)) file = FILE.exec(line)?.[0];
      const rule = / {2}([a-z]+\/[a-z-]+)$/.exec(line)?.[1];
      if (file !== undefined && rule !== undefined) found.set(file, [...(found.get(file) ?? []), rule]);
    }
    return found;
  },
};

/** `FILE invalid`, then the errors, which name no rule; `FILE valid` too. */
export const AJV: Answer = {
  tool: 'ajv-cli',
  namesRules: false,
  read: output => new Map([...output.matchAll(/(t\d{5}\.yaml) invalid$/gm)].map(([, file = '']): [string, string[]] => [file, []])),
};

/** The file on a line of its own, then its findings. */
export const SPECTRAL: Answer = {tool: 'Spectral', namesRules: true, read: output => ruledLines(output)};

/** A line a finding, with the file. */
export const CONFTEST: Answer = {tool: 'conftest', namesRules: true, read: output => ruledLines(output)};

function ruledLines(output: string): Found {
  const found = new Map<string, string[]>();
  let file: string | undefined;
  for (const line of output.split('\n')) {
    file = FILE.exec(line)?.[0] ?? file;
    const rules = line.match(/\btopic\/[a-z-]+/g) ?? [];
    if (file !== undefined && rules.length > 0) found.set(file, [...(found.get(file) ?? []), ...rules]);
  }
  return found;
}

/**
 * Throws unless a tool found exactly the broken files and, where it names rules, in each exactly the rule that it
 * breaks: the speed of different answers says nothing.
 */
export function requireAnswer({tool, read, namesRules}: Answer, run: Run, broken: Broken): void {
  const exitCode = broken.size === 0 ? 0 : 1;
  if (run.exitCode !== exitCode)
    throw new Error(`${tool} ended with ${run.exitCode} instead of ${exitCode}:\n${run.stdout.slice(-2000)}${run.stderr.slice(-2000)}`);
  const found = read(`${run.stdout}\n${run.stderr}`);
  const actual = new Set([...found].map(([file, rules]) => [file, ...rules].join(' ')));
  const expected = new Set([...broken].map(([file, rule]) => (namesRules ? `${file} ${rule}` : file)));
  const missing = [...expected].filter(one => !actual.has(one));
  const extra = [...actual].filter(one => !expected.has(one));
  if (missing.length + extra.length > 0)
    throw new Error(`${tool} found something else; not found: ${shown(missing)}; not expected: ${shown(extra)}`);
}

function shown(list: readonly string[]): string {
  return list.length === 0 ? '–' : `${list.slice(0, 5).join(', ')}${list.length > 5 ? ` and ${list.length - 5} more` : ''}`;
}
