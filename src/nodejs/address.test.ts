import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from './address.ts';

describe('addresses', () => {
  test('are host and port', () => {
    expect(parseAddress('127.0.0.1:9876')).toEqual({ host: '127.0.0.1', port: 9876 });
    expect(parseAddress('broker-0.example:10911')).toEqual({ host: 'broker-0.example', port: 10911 });
    expect(parseAddress(formatAddress('10.0.0.1', 65_535))).toEqual({ host: '10.0.0.1', port: 65_535 });
  });

  test.each([
    '',
    ':',
    '127.0.0.1',
    '127.0.0.1:',
    ':80',
    'a:b',
    'a:1:2',
    'a b:80',
    'a:65536',
    'a:-1',
    '::1:80',
  ])('are not %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});
