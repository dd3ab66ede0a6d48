/** A table of GitHub's Markdown; text may hold anything. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A pipe ends a cell even inside code, so it is escaped everywhere. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

/** Text between backquotes, whatever backquotes it holds itself. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Prose stays what it is: no tag, no emphasis, no link. An underscore inside a word is none of these. */
export function prose(text: string): string {
  return text.replace(/[<*[\]\\]|\b_|_\b/g, found => `\\${found}`);
}

/** The anchor that GitHub gives a heading. */
export function anchor(heading: string): string {
  return `#${heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-')}`;
}

/** A page from its paragraphs; what is undefined is left out. */
export function page(...parts: (string | undefined)[]): string {
  return `${parts.filter(part => part !== undefined).join('\n\n')}\n`;
}
