import type {Level, VerdictStatus} from '../../finding.ts';
import {html, type Markup} from './markup.ts';

/** A sign and a word: never colour alone. */
const SIGNS: Record<VerdictStatus | Level, string> = {pass: '✓', fail: '✗', unknown: '?', error: '✗', warning: '!', note: 'i'};

/** A verdict's status or a finding's level. */
export function badge(status: VerdictStatus | Level): Markup {
  return html`<span class="badge ${status}"><span aria-hidden="true">${SIGNS[status]}</span> ${status}</span>`;
}
