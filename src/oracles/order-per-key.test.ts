import { describe, expect, test } from 'vitest';
import { orderPerKey } from './order-per-key.ts';
import {
  delivered,
  ended,
  PROMISES,
  removed,
  sent,
  verdictOf,
  verdictUnder,
} from './testing/written-history.ts';
import { machineEnded, record, recovered } from './testing/written-store.ts';

const say = (...entries: Parameters<typeof verdictOf>[1]) => verdictOf(orderPerKey, entries)?.fingerprint;

const sayAsynchronous = (...entries: Parameters<typeof verdictOf>[1]) =>
  verdictUnder({ ...PROMISES, flush: 'asynchronous' }, orderPerKey, entries)?.fingerprint;

const copy = delivered('k/0', { place: { brokerName: 'broker-0', queueId: 0, queueOffset: 9 } });
const acknowledged = [sent('k/0'), ended('k/0', 'acknowledged')];
const loss = recovered(0, { lost: [record(0)] });
const otherLoss = recovered(0, { lost: [record(0, { bodyCrc: 9 })] });
const powerLost = machineEnded('power-lost');

describe('order per key holds', () => {
  test('when first deliveries follow the ordinals', () => {
    expect(say(sent('k/0'), delivered('k/0'), delivered('k/1'), delivered('k/2'))).toBeUndefined();
  });
  test('when a replay repeats a part of the sequence', () => {
    expect(
      say(delivered('k/0'), delivered('k/1'), delivered('k/0'), delivered('k/1'), delivered('k/2')),
    ).toBeUndefined();
  });
  test('when an ordinal is missing for ever: that is a loss, not disorder', () => {
    expect(say(delivered('k/0'), delivered('k/2'))).toBeUndefined();
  });
  test('when other keys and other groups are at other places', () => {
    const other = delivered('k/0', { group: 'auditors' });
    expect(say(delivered('k/1'), delivered('j/0'), other)).toBeUndefined();
  });
  test('when the late one is all that retention left of its message', () => {
    expect(
      say(sent('k/0'), ended('k/0', 'acknowledged'), removed(0, 512), delivered('k/1'), copy),
    ).toBeUndefined();
  });
});

describe('under asynchronous flush', () => {
  const further = delivered('j/0');
  test('a late copy is not judged when a power loss took the acknowledged record', () => {
    expect(sayAsynchronous(...acknowledged, powerLost, loss, delivered('k/1'), copy)).toBeUndefined();
  });
  test('nor when readers pass over that record, for they were further with what was lost', () => {
    expect(
      sayAsynchronous(further, powerLost, otherLoss, ...acknowledged, delivered('k/1'), copy),
    ).toBeUndefined();
  });
  test('it is judged when nobody was further, when the process died only, and under synchronous flush', () => {
    const killed = machineEnded('killed');
    expect(sayAsynchronous(powerLost, otherLoss, ...acknowledged, delivered('k/1'), copy)).toBeDefined();
    expect(sayAsynchronous(...acknowledged, killed, loss, delivered('k/1'), copy)).toBeDefined();
    expect(say(...acknowledged, powerLost, loss, delivered('k/1'), copy)).toBeDefined();
  });
  test('the record that readers had passed over may itself come late, to one that goes back', () => {
    const late = delivered('k/0');
    expect(
      sayAsynchronous(further, powerLost, otherLoss, ...acknowledged, delivered('k/1'), late),
    ).toBeUndefined();
  });
  test('the record that a power loss is said to have taken may not', () => {
    expect(
      sayAsynchronous(...acknowledged, powerLost, loss, delivered('k/1'), delivered('k/0')),
    ).toBeDefined();
  });
});

describe('order per key is violated', () => {
  test('by another record of a message whose first one is still there', () => {
    expect(
      say(sent('k/0'), ended('k/0', 'acknowledged'), removed(0, 500), delivered('k/1'), copy),
    ).toBeDefined();
  });
  test('by the very record that retention is said to have removed', () => {
    const late = delivered('k/0');
    expect(
      say(sent('k/0'), ended('k/0', 'acknowledged'), removed(0, 512), delivered('k/1'), late),
    ).toBeDefined();
  });
  test('by a first delivery after a later message', () => {
    expect(say(delivered('k/1'), delivered('k/0'))).toBe('order-per-key: within one queue');
  });
  test('across queues, which is told apart', () => {
    const elsewhere = delivered('k/1', { place: { brokerName: 'broker-1', queueId: 0, queueOffset: 4 } });
    expect(say(elsewhere, delivered('k/0'))).toBe('order-per-key: across queues');
  });
  test('also when the late one fills a gap after replays', () => {
    expect(say(delivered('k/0'), delivered('k/2'), delivered('k/0'), delivered('k/1'))).toBe(
      'order-per-key: within one queue',
    );
  });
  test('with a message that names both messages and both places', () => {
    const violation = verdictOf(orderPerKey, [delivered('k/1'), delivered('k/0')]);
    expect(violation?.message).toContain('message 0 of key k');
    expect(violation?.message).toContain('after message 1');
    expect(violation?.message).toContain('broker-0 queue 0 offset 0');
  });
});
