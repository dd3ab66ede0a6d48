import {visible} from '../../findings/visible.ts';
import {bindingText, originText} from '../answer-text.ts';
import {isHostLimited} from './letters.ts';
import type {Right} from './matrix.ts';

/** From where a right holds: `any host but 10.0.0.9`. */
export function hostsText({hosts, deniedFrom}: Pick<Right, 'hosts' | 'deniedFrom'>): string {
  if (hosts !== '*') return hosts.join(', ');
  return deniedFrom.length === 0 ? 'any host' : `any host but ${deniedFrom.join(', ')}`;
}

/** A right with the ACL that decides it and the documents that it comes from, a line each. */
export function rightLines(right: Right): string[] {
  const from = isHostLimited(right) ? ` from ${hostsText(right)}` : '';
  return [
    visible(`${right.operation}${right.effect === 'denied' ? ' denied' : ''}${from}: ${bindingText(right.acl)}`),
    ...(right.origins.length === 0 ? ['no document declares this ACL'] : right.origins.map(originText)),
  ];
}
