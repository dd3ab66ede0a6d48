import {isIP} from 'node:net';
import {hostAddress, isHostAddress} from '../host-address.ts';
import type {Issue} from './kind.ts';

/**
 * What is wrong with a host of an ACL, at `pointer`; undefined where the broker can match it. It compares the client's
 * address as Java prints it, as text (StandardAuthorizerData.authorize).
 */
export function hostProblem(host: string, pointer: string): Issue | undefined {
  if (host === '*' || isHostAddress(host)) return undefined;
  const advice = host.includes('/')
    ? 'the broker knows no address ranges'
    : isIP(host) === 6
      ? `the broker writes this address as ${hostAddress(host)}`
      : 'the broker compares the address of the client as text and looks up no names';
  const issue: Issue = {
    rule: 'value',
    pointer,
    message: `host ${JSON.stringify(host)} would never match: ${advice}; write one address, or "*"`,
  };
  return isIP(host) === 6 ? {...issue, fix: {[pointer]: hostAddress(host)}} : issue;
}
