import {expect, it} from 'vitest';
import {hostAddress, isHostAddress} from '../../src/specs/host-address.ts';

/** The right side is what Java's InetAddress.getHostAddress gives for the left one. */
it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['2001:DB8::', '2001:db8:0:0:0:0:0:0'],
  ['2001:0db8:0000::00a1', '2001:db8:0:0:0:0:0:a1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::FFFF:a00:1', '10.0.0.1'],
  ['::10.0.0.1', '0:0:0:0:0:0:a00:1'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0:0:0:0:c000:221'],
  ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1%eth0'],
  ['client.example.com', 'client.example.com'],
  ['*', '*'],
])('the broker writes %s as %s', (host, written) => {
  expect(hostAddress(host)).toBe(written);
  expect(hostAddress(written)).toBe(written);
});

it.each([
  ['10.0.0.1', true],
  ['0:0:0:0:0:0:0:1', true],
  ['fe80:0:0:0:0:0:0:1%eth0', true],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['10.0.0', false],
  ['010.0.0.1', false],
  ['localhost', false],
  ['*', false],
])('clients come from %s: %s', (host, expected) => expect(isHostAddress(host)).toBe(expected));
