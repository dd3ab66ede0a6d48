import {isIPv6} from 'node:net';

/**
 * A client's address as the broker writes it before it compares it with the hosts of ACLs, text with text: that of Java's
 * InetAddress.getHostAddress (StandardAuthorizerData.authorize). IPv6 has all its eight groups in lower case and without
 * leading zeros (`::1` is `0:0:0:0:0:0:0:1`), a mapped IPv4 address (`::ffff:10.0.0.1`) is the IPv4 one, a zone
 * (`%eth0`) stays. Anything else is given back as it is.
 */
export function hostAddress(host: string): string {
  const [address = '', zone] = host.split('%', 2);
  if (!isIPv6(address)) return host;
  const groups = groupsOf(address);
  // Java makes no Inet6Address of a mapped one (InetAddress.getByAddress).
  if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff) return dotted(groups.slice(6));
  const text = groups.map(group => group.toString(16)).join(':');
  return zone === undefined ? text : `${text}%${zone}`;
}

/** Whether a client may come from it: whether a broker could write some client's address so. A host name it never is. */
export function isHostAddress(host: string): boolean {
  return hostAddress(host) === host && (isIPv6(host.split('%', 1)[0] ?? '') || IPV4.test(host));
}

const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::', 2);
  const before = partsOf(head);
  if (tail === undefined) return before;
  const after = partsOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function partsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap(part => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function dotted(groups: readonly number[]): string {
  return groups.flatMap(group => [group >> 8, group & 0xff]).join('.');
}
