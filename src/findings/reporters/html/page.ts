import {html, Markup} from './markup.ts';
import {STYLE} from './style.ts';

export interface Section {
  id: string;
  /** In the table of contents. */
  label: string;
  body: Markup;
}

/** Nothing is fetched and nothing runs: what the page may do is said in its own head. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The whole page: one file that needs no other. */
export function page({
  title,
  header,
  sections,
  footer,
  style = '',
}: {
  title: string;
  header: Markup;
  sections: readonly Section[];
  footer: Markup;
  /** Rules of this page's own, after those of all pages; from code alone. */
  style?: string;
}): string {
  const {text} = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE + style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${header}
${sections.length < 2 ? undefined : html`<nav aria-label="Sections"><ul>${sections.map(({id, label}) => html`<li><a href="#${id}">${label}</a></li>`)}</ul></nav>`}
<main id="content">
${sections.map(({body}) => html`${body}\n`)}</main>
<footer>${footer}</footer>
</body>
</html>
`;
  return text;
}
