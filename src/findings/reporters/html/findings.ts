import {compareFindings, type Finding} from '../../finding.ts';
import {CodeFrames} from '../code-frame.ts';
import {badge} from './badges.ts';
import {html, type Markup} from './markup.ts';
import {counted} from './units.ts';

/** Where a finding's block stands in the page. */
export function findingAnchor(index: number): string {
  return `finding-${index + 1}`;
}

/** Findings by file, each with the lines it is about; a redacted one shows none. */
export function findingSection(findings: readonly Finding[], sourceOf: (file: string) => string | undefined): Markup | undefined {
  if (findings.length === 0) return undefined;
  const frames = new CodeFrames(findings, sourceOf);
  const numbered = findings.map((finding, index) => ({finding, anchor: findingAnchor(index)}));
  const byFile = Map.groupBy(
    numbered.sort((a, b) => compareFindings(a.finding, b.finding)),
    ({finding}) => finding.location.file,
  );
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${[...byFile].map(
  ([
    file,
    group,
  ]) => html`<details class="file" open><summary><h3><code>${file}</code></h3> <span class="muted">${counted(group.length, 'finding')}</span></summary>
${group.map(({finding, anchor}) => block(finding, anchor, frames))}</details>
`,
)}</section>`;
}

function block(finding: Finding, anchor: string, frames: CodeFrames): Markup {
  const {level, message, rule, resource, clusters, location, fix, waivedBy, redacted} = finding;
  const about = [
    resource === undefined ? undefined : `${resource.kind} ${resource.name}`,
    clusters.length === 0 ? undefined : `on ${clusters.join(', ')}`,
    `line ${location.line}, column ${location.column}`,
    waivedBy === undefined ? undefined : `waived by ${waivedBy}`,
  ].filter(part => part !== undefined);
  const frame = frames.of(finding);
  const fixes = Object.entries(fix ?? {});
  return html`<article class="finding ${waivedBy === undefined ? level : 'waived'}" id="${anchor}">
<p class="message">${badge(level)} ${message} <code class="rule">${rule}</code></p>
<p class="muted">${about.join(' · ')}</p>
${frame === undefined ? hidden(redacted) : codeFrame(frame, location.file)}${fixes.map(
  ([pointer, value]) =>
    html`<p class="fix"><b>Fix:</b> set <code>${pointer}</code> to <code>${JSON.stringify(value) ?? 'nothing'}</code></p>\n`,
)}</article>
`;
}

function hidden(redacted: boolean | undefined): Markup | undefined {
  return redacted === true ? html`<p class="muted">The source is not shown: it may hold a secret.</p>\n` : undefined;
}

/** A frame's lines are `> 12 | text`, `  11 | text` and `     |   ^^^`. */
const FRAME_LINE = /^(> | {2})( *\d* )\|(.*)$/s;

function codeFrame(frame: string, file: string): Markup {
  const lines = frame.split('\n').map(line => {
    const parts = FRAME_LINE.exec(line);
    if (parts === null) return html`<span>${line}</span>\n`;
    const [, mark = '', number = '', text = ''] = parts;
    const kind = number.trim() === '' ? 'caret' : mark === '> ' ? 'marked' : 'context';
    return html`<span class="${kind}"><span class="gutter">${mark}${number}|</span>${text}</span>\n`;
  });
  return html`<pre class="frame" tabindex="0" role="region" aria-label="Lines of ${file}"><code>${lines}</code></pre>\n`;
}
