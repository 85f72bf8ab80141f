import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { noLostMessage, PASSED_OVER } from './no-lost-message.ts';
import {
  delivered,
  ended,
  handled,
  PROMISES,
  removed,
  SETTLED,
  sent,
  verdictOf,
} from './testing/written-history.ts';
import { at, verdictOf as verdictAt } from './testing/written-replicas.ts';
import { machineEnded, record, recovered, stored } from './testing/written-store.ts';

const say = (...entries: Parameters<typeof verdictOf>[1]) => verdictOf(noLostMessage, entries)?.fingerprint;

describe('no lost message holds', () => {
  test('when the acknowledged is handled', () => {
    expect(say(sent('k/0'), ended('k/0', 'acknowledged'), delivered('k/0'), handled('k/0'))).toBeUndefined();
  });
  test('when it was handled before its acknowledgement arrived', () => {
    expect(say(sent('k/0'), handled('k/0'), ended('k/0', 'acknowledged'))).toBeUndefined();
  });
  test('when what ended unknown or rejected never arrives', () => {
    expect(say(sent('k/0'), ended('k/0', 'unknown'), sent('k/1'), ended('k/1', 'rejected'))).toBeUndefined();
  });
  test('when the group does not subscribe to its tag', () => {
    const unwanted: MessageEntry = { ...ended('k/0', 'acknowledged'), isWanted: false } as MessageEntry;
    expect(say(sent('k/0'), unwanted)).toBeUndefined();
  });
  test('when a failed delivery is followed by a successful one', () => {
    expect(
      say(sent('k/0'), ended('k/0', 'acknowledged'), handled('k/0', false), handled('k/0')),
    ).toBeUndefined();
  });
  test('when retention removed the record that was acknowledged, before or after the answer arrived', () => {
    expect(say(sent('k/0'), ended('k/0', 'acknowledged'), removed(0, 512))).toBeUndefined();
    expect(say(sent('k/0'), removed(500, 501), ended('k/0', 'acknowledged'))).toBeUndefined();
  });
});

describe('no lost message is violated', () => {
  test('when retention removed other segments only', () => {
    expect(say(sent('k/0'), ended('k/0', 'acknowledged'), removed(0, 500), removed(501, 900))).toBeDefined();
  });
  test('when retention removed that place before the message was sent: it was another log', () => {
    expect(say(removed(0, 512), sent('k/0'), ended('k/0', 'acknowledged'))).toBeDefined();
  });
  test('by an acknowledged message that nobody handled', () => {
    expect(say(sent('k/0'), ended('k/0', 'acknowledged'))).toBe('no-lost-message: vanished from the log');
  });
  test('by one whose handling began and never succeeded', () => {
    expect(
      say(sent('k/0'), ended('k/0', 'acknowledged'), delivered('k/0'), handled('k/0', false)),
    ).toBeDefined();
  });
  test('by one that a second group missed', () => {
    const world = { ...SETTLED, groups: ['readers', 'auditors'] };
    const history = [sent('k/0'), ended('k/0', 'acknowledged'), handled('k/0')];
    expect(verdictOf(noLostMessage, history, world)?.message).toContain('group auditors');
  });
});

describe('the loss of a retry', () => {
  const failed = [sent('k/0'), ended('k/0', 'acknowledged'), delivered('k/0'), handled('k/0', false)];
  const retryLost = recovered(0, { lost: [record(900, { topic: 'SCHEDULE_TOPIC_XXXX' })] });
  const explained = 'no-lost-message: a power loss took the retry';
  test('is told apart when a power loss took what was to come again', () => {
    expect(say(...failed, machineEnded('power-lost'), retryLost)).toBe(explained);
    const deadLetterLost = recovered(0, { lost: [record(900, { topic: '%DLQ%readers' })] });
    expect(say(...failed, machineEnded('power-lost'), deadLetterLost)).toBe(explained);
  });
  test('is not when it came again and was lost afterwards, or had not failed', () => {
    const again = [delivered('k/0'), handled('k/0', false)];
    expect(say(...failed, machineEnded('power-lost'), retryLost, ...again)).not.toBe(explained);
    const unfailed = failed.slice(0, 3);
    expect(say(...unfailed, machineEnded('power-lost'), retryLost)).not.toBe(explained);
  });
  test('is not when only the process died, or another message was lost, or one of no retry', () => {
    const other = record(900, { topic: 'SCHEDULE_TOPIC_XXXX', bodyCrc: 9 });
    expect(say(...failed, machineEnded('killed'), retryLost)).not.toBe(explained);
    const otherLost = recovered(0, { lost: [other, record(900)] });
    expect(say(...failed, machineEnded('power-lost'), otherLost)).not.toBe(explained);
  });
  test('does not hide a loss that nothing explains', () => {
    const unexplained = [sent('j/0'), ended('j/0', 'acknowledged')];
    expect(say(...failed, machineEnded('power-lost'), retryLost, ...unexplained)).not.toBe(explained);
  });
});

describe('the loss of a delayed copy', () => {
  const explained = 'no-lost-message: the delayed copy was lost';
  const asked: MessageEntry = { ...sent('k/0'), delayLevel: 2 } as MessageEntry;
  const copy = record(900, { queueOffset: 9 });
  const delayed: MessageEntry = {
    kind: 'delayed-delivered',
    level: 2,
    queueOffset: 0,
    topic: copy.topic,
    queueId: copy.queueId,
    deliveredOffset: copy.queueOffset,
    wallMs: 0,
  };
  /** The broker tells of its deliveries; everybody else of the rest. */
  function say(...entries: readonly MessageEntry[]): string | undefined {
    const judge = noLostMessage.judge(PROMISES);
    for (const [index, entry] of entries.entries())
      judge.hear?.({ number: index + 1, atUs: index, machine: 'broker-0', entry });
    return judge.settle?.(SETTLED)?.fingerprint;
  }
  const waiting = [asked, ended('k/0', 'acknowledged'), delayed];
  const lost = recovered(0, { lost: [copy] });

  test('is told apart when a power loss took it', () => {
    expect(say(...waiting, machineEnded('power-lost'), lost)).toBe(explained);
  });
  test('is not when it was delivered again, when only the process died, or when it was not lost', () => {
    expect(say(...waiting, machineEnded('power-lost'), lost, delayed)).not.toBe(explained);
    expect(say(...waiting, machineEnded('killed'), lost)).not.toBe(explained);
    expect(say(...waiting, machineEnded('power-lost'), recovered(0))).not.toBe(explained);
    const other = recovered(0, { lost: [record(900, { queueOffset: 9, bodyCrc: 8 })] });
    expect(say(...waiting, machineEnded('power-lost'), other)).not.toBe(explained);
  });
});

test('a delayed copy that went with its master is lost in a way of its own, unless it is delivered again', () => {
  const place = { topic: 'orders', queueId: 0, deliveredOffset: 9, wallMs: 0 };
  const delayed: MessageEntry = { kind: 'delayed-delivered', level: 2, queueOffset: 0, ...place };
  const history = [
    at('producer-0', { ...sent('k/0'), delayLevel: 2 } as MessageEntry),
    at('producer-0', ended('k/0', 'acknowledged')),
    at('broker-0', stored(900, { queueOffset: 9 })),
    at('broker-0', delayed),
    at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' }),
  ];
  const promises = { copies: 2, mastersMayBeReplaced: true };
  const explained = 'no-lost-message: the delayed copy was lost';
  const without = [...history, at('slave-1', recovered(900))];
  expect(verdictAt(noLostMessage, without, promises)?.fingerprint).toBe(explained);
  const again = at('slave-1', { ...delayed, deliveredOffset: 5 } as MessageEntry);
  expect(verdictAt(noLostMessage, [...without, again], promises)?.fingerprint).not.toBe(explained);
  const withIt = [...history, at('slave-1', recovered(1000))];
  expect(verdictAt(noLostMessage, withIt, promises)?.fingerprint).not.toBe(explained);
});

test('a message that readers passed over after a promotion is lost in a way of its own, if it stays so', () => {
  const history = [
    at('broker-0', stored(0)),
    at('consumer-0', delivered('k/9')),
    at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' }),
    at('slave-1', recovered(0)),
    at('producer-0', sent('k/0')),
    at('producer-0', ended('k/0', 'acknowledged')),
  ];
  const promises = { copies: 2, mastersMayBeReplaced: true };
  expect(verdictAt(noLostMessage, history, promises)?.fingerprint).toBe(PASSED_OVER);
  expect(verdictAt(noLostMessage, [...history, at('consumer-0', handled('k/0'))], promises)).toBeUndefined();
});
