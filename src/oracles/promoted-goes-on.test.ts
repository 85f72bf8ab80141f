import { describe, expect, test } from 'vitest';
import { SCHEDULE_TOPIC } from './delayed-messages.ts';
import { promotedGoesOn } from './promoted-goes-on.ts';
import { type At, at, verdictOf } from './testing/written-replicas.ts';
import { machineEnded } from './testing/written-store.ts';

const say = (...history: At[]) => verdictOf(promotedGoesOn, history)?.fingerprint;

const heard = (next: number) => at('slave-1', { kind: 'delays-heard', next: new Map([[1, next]]) });
const promoted = at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' });
const cameUp = (endOffset: number) =>
  at('slave-1', {
    kind: 'log-recovered',
    endPosition: 0,
    damaged: undefined,
    lost: [],
    found: [],
    tail: [],
    queueEnds: [{ topic: SCHEDULE_TOPIC, queueId: 0, endOffset, unitBehind: undefined }],
  });
const delivers = (queueOffset: number, level = 1) =>
  at('slave-1', {
    kind: 'delayed-delivered',
    level,
    queueOffset,
    topic: 'orders',
    queueId: 0,
    deliveredOffset: 0,
    wallMs: 0,
  });

describe('a promoted slave goes on', () => {
  test('where its master was when it last asked', () => {
    expect(say(heard(1), heard(2), promoted, cameUp(5), delivers(2), delivers(3))).toBeUndefined();
  });
  test('from the beginning when it has heard nothing', () => {
    expect(say(promoted, cameUp(5), delivers(0))).toBeUndefined();
  });
  test('from the beginning of a level that its master had not begun', () => {
    expect(say(heard(2), promoted, cameUp(5), delivers(0, 2))).toBeUndefined();
  });
  test('from the beginning when it has lost its disk or its power meanwhile', () => {
    expect(say(heard(2), at('slave-1', machineEnded('disk-wiped')), promoted, cameUp(5), delivers(0))).toBe(
      undefined,
    );
    expect(say(heard(2), at('slave-1', machineEnded('power-lost')), promoted, cameUp(5), delivers(0))).toBe(
      undefined,
    );
  });
  test('with what it has stored itself, where its master had been further', () => {
    expect(say(heard(4), promoted, cameUp(2), delivers(2))).toBeUndefined();
  });
});

describe('a promoted slave goes back', () => {
  test('when it delivers what it had heard to be delivered', () => {
    expect(say(heard(2), promoted, cameUp(5), delivers(1))).toBe('promoted-goes-on: delivered again');
  });
  test('also after another start', () => {
    const killed = at('slave-1', machineEnded('killed'));
    expect(say(heard(2), promoted, cameUp(5), killed, cameUp(7), delivers(1))).toBe(
      'promoted-goes-on: delivered again',
    );
  });
});
