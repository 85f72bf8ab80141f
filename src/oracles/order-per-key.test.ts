import { describe, expect, test } from 'vitest';
import { orderPerKey } from './order-per-key.ts';
import { delivered, ended, removed, sent, verdictOf } from './testing/written-history.ts';

const say = (...entries: Parameters<typeof verdictOf>[1]) => verdictOf(orderPerKey, entries)?.fingerprint;

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
    const copy = delivered('k/0', { place: { brokerName: 'broker-0', queueId: 0, queueOffset: 9 } });
    expect(
      say(sent('k/0'), ended('k/0', 'acknowledged'), removed(0, 512), delivered('k/1'), copy),
    ).toBeUndefined();
  });
});

describe('order per key is violated', () => {
  test('by another record of a message whose first one is still there', () => {
    const copy = delivered('k/0', { place: { brokerName: 'broker-0', queueId: 0, queueOffset: 9 } });
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
