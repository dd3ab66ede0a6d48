import {compareFindings, type Finding} from '../../finding.ts';
import type {CodeFrames} from '../code-frame.ts';
import {fixSteps} from '../fix-steps.ts';
import {badge} from './badges.ts';
import {html, type Markup} from './markup.ts';
import {counted} from './units.ts';
import type {AnchorOf} from './verdicts.ts';

/** Open findings by file, each with the lines it is about; a redacted one shows none. `frames` knows the closed ones too. */
export function findingSection(open: readonly Finding[], frames: CodeFrames, anchorOf: AnchorOf): Markup | undefined {
  if (open.length === 0) return undefined;
  const byFile = Map.groupBy([...open].sort(compareFindings), ({location}) => location.file);
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${[...byFile].map(
  ([
    file,
    group,
  ]) => html`<details class="file" open><summary><h3><code>${file}</code></h3> <span class="muted">${counted(group.length, 'finding')}</span></summary>
${group.map(finding => block(finding, anchorOf(finding), frames))}</details>
`,
)}</section>`;
}

function block(finding: Finding, anchor: string | undefined, frames: CodeFrames): Markup {
  const {level, message, rule, resource, clusters, location, redacted} = finding;
  const about = [
    resource === undefined ? undefined : `${resource.kind} ${resource.name}`,
    clusters.length === 0 ? undefined : `on ${clusters.join(', ')}`,
    `line ${location.line}, column ${location.column}`,
  ].filter(part => part !== undefined);
  const frame = frames.of(finding);
  return html`<article class="finding ${level}" id="${anchor}">
<p class="message">${badge(level)} ${message} <code class="rule">${rule}</code></p>
<p class="muted">${about.join(' · ')}</p>
${frame === undefined ? hidden(redacted) : codeFrame(frame, location.file)}${fixSteps(finding).map(
  ({action, pointer, to}) =>
    html`<p class="fix"><b>Fix:</b> ${action} <code>${pointer}</code>${to === undefined ? undefined : html` to <code>${to}</code>`}</p>\n`,
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
