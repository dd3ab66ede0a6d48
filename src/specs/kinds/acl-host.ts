import {isIP} from 'node:net';
import type {Issue} from './kind.ts';

/**
 * What is wrong with a host of an ACL, at `pointer`; undefined where the broker can match it. It compares the client's
 * address as Java prints it (InetAddress.getHostAddress), as text (StandardAuthorizerData.matchingPrincipals, host).
 */
export function hostProblem(host: string, pointer: string): Issue | undefined {
  if (host === '*' || isCanonicalAddress(host)) return undefined;
  const advice = host.includes('/')
    ? 'the broker knows no address ranges'
    : isIP(host) === 6
      ? `the broker writes this address as ${brokersSpelling(host)}`
      : 'the broker compares the address of the client as text and looks up no names';
  const issue: Issue = {
    rule: 'value',
    pointer,
    message: `host ${JSON.stringify(host)} would never match: ${advice}; write one address, or "*"`,
  };
  return isIP(host) === 6 ? {...issue, fix: {[pointer]: brokersSpelling(host)}} : issue;
}

function isCanonicalAddress(host: string): boolean {
  return isIP(host) === 4 || (isIP(host) === 6 && brokersSpelling(host) === host);
}

/** Java's Inet6Address.getHostAddress: eight groups, no `::`, no leading zeros, lower case. */
export function brokersSpelling(host: string): string {
  const [address = ''] = host.split('%');
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const plain = dotted === null ? address : `${dotted[1]}${hexPair(dotted[2], dotted[3])}:${hexPair(dotted[4], dotted[5])}`;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({length: 8 - before.length - after.length}, () => '0');
  return [...before, ...zeros, ...after].map(group => Number.parseInt(group, 16).toString(16)).join(':');
}

function hexPair(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}
