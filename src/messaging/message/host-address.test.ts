import { describe, expect, test } from 'vitest';
import { toHex } from '../../base/bytes.ts';
import { readHost, writeHost } from './host-address.ts';

describe('host address', () => {
  test.each([
    ['10.0.0.255:65535', '0A0000FF0000FFFF'],
    ['[2001:db8::ff00:42:8329]:80', '20010DB8000000000000FF000042832900000050'],
    ['[::]:0', '0000000000000000000000000000000000000000'],
    ['[1::]:1', '0001000000000000000000000000000000000001'],
    ['[1:0:2:3:4:5:6:7]:1', '0001000000020003000400050006000700000001'],
  ])('%s', (address, hex) => {
    const bytes = new Uint8Array(hex.length / 2);
    expect(writeHost(bytes, 0, address)).toBe(bytes.length);
    expect(toHex(bytes)).toBe(hex);
    expect(readHost(bytes, 0, address.startsWith('['))).toBe(address);
  });

  test.each([
    '',
    '1.2.3:4',
    '1.2.3.4',
    '256.1.1.1:1',
    '1.2.3.4:70000',
    '1.2.3.4.5:1',
    '[1::2::3]:1',
    '[1:2]:3',
    '[::1]',
  ])('%j is refused', (address) => {
    expect(() => writeHost(new Uint8Array(20), 0, address)).toThrow('not ');
  });
});
