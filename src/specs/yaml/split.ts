/** A slice of a file that holds one YAML document. Offsets are into the file's text, end exclusive. */
export interface DocumentSlice {
  start: number;
  end: number;
}

/**
 * Splits a file at its document markers (`---` and `...` in column 0), before anything is parsed: what cannot be
 * read then costs only its own document. YAML 1.2 forbids both markers at the start of a line inside any scalar
 * (section 9.1.4, c-forbidden), so a split never cuts a value.
 */
export function splitDocuments(text: string): DocumentSlice[] {
  // Nearly every file holds one document, and looking for the characters alone is far cheaper than for the markers.
  if (!text.includes('...') && text.lastIndexOf('---') <= 0) return text === '' ? [] : [{start: 0, end: text.length}];
  const slices: DocumentSlice[] = [];
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let start = 0;
  // Directives (`%YAML`) and comments before a `---` belong to the document that it opens.
  let opened = false;
  for (const match of text.matchAll(marker)) {
    const at = match.index;
    if (match[0] === '---') {
      if (opened || /^[^#%\s]/m.test(text.slice(start, at))) {
        slices.push({start, end: at});
        start = at;
      }
      opened = true;
    } else {
      slices.push({start, end: at});
      start = at + 3;
      opened = false;
    }
  }
  slices.push({start, end: text.length});
  return slices.filter(slice => slice.end > slice.start);
}
