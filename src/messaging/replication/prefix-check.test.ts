import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { type OwnLog, PrefixCheck, probePosition } from './prefix-check.ts';

/** Bytes that say where they are, read in pieces of ten. */
function own(end: number, startAt = 0): OwnLog {
  return {
    startPosition: logPosition(startAt),
    writtenPosition: logPosition(end),
    read: (position, maximum) =>
      Uint8Array.from(
        { length: Math.min(maximum, end - position, 10 - (position % 10)) },
        (_, index) => position + index,
      ),
  };
}

function transfer(from: number, end: number, otherFrom = 1000) {
  const body = Uint8Array.from({ length: end - from }, (_, index) =>
    from + index >= otherFrom ? 255 : from + index,
  );
  return { position: logPosition(from), body };
}

const heartbeat = (position: number) => transfer(position, position);

describe('a slave that compares', () => {
  test('agrees when its master has all of it, and keeps what the master has more', () => {
    const check = new PrefixCheck(own(45), logPosition(12));
    expect(check.hear(transfer(12, 30)).kind).toBe('goes-on');
    const outcome = check.hear(transfer(30, 50));
    expect(outcome).toEqual({ kind: 'agrees', surplus: Uint8Array.from([45, 46, 47, 48, 49]) });
  });
  test('agrees with a master that has exactly as much', () => {
    const check = new PrefixCheck(own(45), logPosition(12));
    expect(check.hear(transfer(12, 45))).toMatchObject({ kind: 'agrees', surplus: { length: 0 } });
  });
  test('finds the first byte that is not the same, also across its own pieces', () => {
    for (const position of [12, 19, 20, 33]) {
      const check = new PrefixCheck(own(45), logPosition(12));
      expect(check.hear(transfer(12, 50, position))).toEqual({ kind: 'parts', position });
    }
  });
  test('finds that the master has no more by its second heartbeat in a row', () => {
    const check = new PrefixCheck(own(45), logPosition(12));
    check.hear(transfer(12, 20));
    expect(check.hear(heartbeat(20)).kind).toBe('goes-on');
    expect(check.hear(transfer(20, 25)).kind).toBe('goes-on');
    expect(check.hear(heartbeat(25)).kind).toBe('goes-on');
    expect(check.hear(heartbeat(25))).toEqual({ kind: 'parts', position: 25 });
  });
  test('takes nothing that it did not ask for', () => {
    expect(new PrefixCheck(own(45), logPosition(12)).hear(transfer(13, 20)).kind).toBe('elsewhere');
  });
});

describe('where they part', () => {
  const check = new PrefixCheck(own(100), logPosition(60));
  const agreement = { end: logPosition(70), holdsRecord: true };
  test('the last whole record that was compared is the end', () => {
    expect(check.decide(agreement)).toEqual({ kind: 'cut', position: 70 });
  });
  test('without a whole record it looks four times as far back, to the beginning at most', () => {
    expect(check.decide({ ...agreement, holdsRecord: false })).toEqual({ kind: 'look-back', bytes: 160 });
    expect(probePosition(own(100), 160)).toBe(1);
    expect(probePosition(own(100, 40), 160)).toBe(40);
    expect(probePosition(own(100), 40)).toBe(60);
  });
  test('agreement without a whole record is none, unless everything was compared', () => {
    expect(check.suffices(agreement)).toBe(true);
    expect(check.suffices({ ...agreement, holdsRecord: false })).toBe(false);
    expect(check.nextBytes).toBe(160);
    const whole = new PrefixCheck(own(100), probePosition(own(100), 1000));
    expect(whole.suffices({ ...agreement, holdsRecord: false })).toBe(true);
  });
  test('with nothing in common it cuts nothing', () => {
    const whole = new PrefixCheck(own(100), probePosition(own(100), 1000));
    expect(whole.from).toBe(0);
    expect(whole.decide({ ...agreement, holdsRecord: false }).kind).toBe('nothing-in-common');
  });
});
