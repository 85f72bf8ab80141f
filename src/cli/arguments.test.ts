import { describe, expect, test } from 'vitest';
import {
  parseAddress,
  parseCount,
  parseCountOrNone,
  parseDurationMs,
  parseSeeds,
  parseShard,
  parseUntil,
} from './arguments.ts';

function refuses(parse: (text: string) => unknown, texts: readonly string[]): void {
  for (const text of texts) expect(() => parse(text), text).toThrow(/^Give /);
}

describe('arguments', () => {
  test('a number of seeds counts from 0, a range includes both ends', () => {
    expect(parseSeeds('200')).toEqual({ first: 0, last: 199 });
    expect(parseSeeds('100..199')).toEqual({ first: 100, last: 199 });
    expect(parseSeeds('7..7')).toEqual({ first: 7, last: 7 });
    refuses(parseSeeds, ['', '0', '-1', '1.5', '9..3', '1..', 'all', '1...2', '99999999999']);
  });

  test('a time needs its unit', () => {
    expect(parseDurationMs('60s')).toBe(60_000);
    expect(parseDurationMs('1.5m')).toBe(90_000);
    expect(parseDurationMs('250ms')).toBe(250);
    expect(parseDurationMs('2h')).toBe(7_200_000);
    refuses(parseDurationMs, ['', '60', 's', '0s', '-1s', '5 s', '1d']);
  });

  test('shards count from 1', () => {
    expect(parseShard('2/8')).toEqual({ number: 2, of: 8 });
    refuses(parseShard, ['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3']);
  });

  test('until is a time or an event', () => {
    expect(parseUntil('12.5s')).toEqual({ atMs: 12_500 });
    expect(parseUntil('#4711')).toEqual({ event: 4711 });
    refuses(parseUntil, ['4711', '#', '#0', 'soon']);
  });

  test('an address has a port', () => {
    expect(parseAddress('127.0.0.1:9876')).toBe('127.0.0.1:9876');
    refuses(parseAddress, ['', '9876', 'localhost:9876', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:99999']);
  });

  test('a count may be none where that is said', () => {
    expect([parseCountOrNone('0'), parseCountOrNone('2')]).toEqual([0, 2]);
    refuses(parseCountOrNone, ['', '-1', '00', 'none']);
  });

  test('counts are whole and positive', () => {
    expect(parseCount('4')).toBe(4);
    refuses(parseCount, ['0', '-4', '4.5', 'four', '']);
  });
});
