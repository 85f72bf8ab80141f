import { describe, expect, test } from 'vitest';
import { handlerUnderLease } from './handler-under-lease.ts';
import { died, granted, type Line, leased, member, starts, verdictOn } from './testing/written-ownership.ts';

const say = (...lines: Line[]) => verdictOn(handlerUnderLease, ...lines)?.fingerprint;

describe('handlers start under leases', () => {
  test('when their consumer has got one, until it counts 30 s', () => {
    const lines = [granted(0, 'consumer-0'), leased(5, 'consumer-0'), starts(10, 'consumer-0')];
    expect(say(...lines, starts(30_005, 'consumer-0', 1))).toBeUndefined();
  });
  test('when it was renewed', () => {
    const lines = [granted(0, 'consumer-0'), leased(5, 'consumer-0'), leased(20_000, 'consumer-0')];
    expect(say(...lines, starts(45_000, 'consumer-0'))).toBeUndefined();
  });
  test('by a clock that is 5 % slow', () => {
    expect(
      say(granted(0, 'consumer-0'), leased(0, 'consumer-0'), starts(31_500, 'consumer-0')),
    ).toBeUndefined();
  });
  test('also while the next owner has one, after a broker that forgot the leases', () => {
    const forgotten = [granted(0, 'consumer-0'), leased(5, 'consumer-0'), died(1000, 'broker-0')];
    const next = [granted(2000, 'consumer-1'), leased(2005, 'consumer-1'), starts(2010, 'consumer-1')];
    expect(say(...forgotten, ...next, starts(2020, 'consumer-0'))).toBeUndefined();
  });
  test('when it comes back to who had it before', () => {
    const there = [granted(0, 'consumer-0'), leased(1, 'consumer-0'), granted(70_000, 'consumer-1')];
    const back = [
      granted(140_000, 'consumer-0'),
      leased(140_001, 'consumer-0'),
      starts(140_002, 'consumer-0'),
    ];
    expect(say(...there, ...back)).toBeUndefined();
  });
});

describe('a handler starts without a lease', () => {
  test('that its consumer never asked for', () => {
    expect(say(starts(0, 'consumer-0'))).toBe('handler-under-lease: without a lease');
  });
  test('that it has given back', () => {
    const lines = [
      granted(0, 'consumer-0'),
      leased(5, 'consumer-0'),
      member(10, 'consumer-0', 'lease-ended'),
    ];
    expect(say(...lines, starts(20, 'consumer-0'))).toBe('handler-under-lease: without a lease');
  });
  test('that its life before had', () => {
    const lines = [granted(0, 'consumer-0'), leased(5, 'consumer-0'), died(10, 'consumer-0')];
    expect(say(...lines, starts(20, 'consumer-0'))).toBe('handler-under-lease: without a lease');
  });
  test('that no broker gave it', () => {
    expect(say(leased(5, 'consumer-0'), starts(10, 'consumer-0'))).toBe('handler-under-lease: never granted');
  });
  test('that has run out by any clock', () => {
    const late = starts(32_000, 'consumer-0');
    expect(say(granted(0, 'consumer-0'), leased(0, 'consumer-0'), late)).toBe(
      'handler-under-lease: after its lease',
    );
  });
  test('that another has got since', () => {
    const lines = [granted(0, 'consumer-0'), leased(0, 'consumer-0'), granted(10_000, 'consumer-1')];
    expect(say(...lines, starts(10_001, 'consumer-0'))).toBe('handler-under-lease: another has it');
  });
  test('that another has got since from the same life of a broker that once ended', () => {
    const lines = [died(0, 'broker-0'), granted(10, 'consumer-0'), leased(20, 'consumer-0')];
    expect(say(...lines, granted(30, 'consumer-1'), starts(40, 'consumer-0'))).toBe(
      'handler-under-lease: another has it',
    );
  });
});
