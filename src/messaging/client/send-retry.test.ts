import { describe, expect, test } from 'vitest';
import { queueOffset } from '../../base/numbers.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { RemotingErrorKind } from '../remoting/remoting-error.ts';
import { chooseQueueInTurn } from './queue-rotation.ts';
import { isDefinite, type SendFailure } from './send-result.ts';
import {
  type RetryQuestion,
  shouldRetryAsyncSend,
  shouldRetrySend,
  shouldRetryUnstored,
} from './send-retry.ts';

const refused = (code: number): SendFailure => ({ reason: 'refused', code, remark: undefined });
const remoting = (error: RemotingErrorKind): SendFailure => ({
  reason: 'remoting',
  error,
  message: '',
});

function question(failure: SendFailure, rest: Partial<RetryQuestion> = {}): RetryQuestion {
  const result = { kind: 'unknown', failure } as const;
  const limits = { attempts: 1, maxAttempts: 3, elapsedMs: 10, timeoutMs: 3_000, retriesWhenNotSafe: false };
  return { result, ...limits, ...rest };
}

describe('retry of a send', () => {
  test('transport failures and a missing address are tried elsewhere', () => {
    expect(shouldRetrySend(question(remoting('connect')))).toBe(true);
    expect(shouldRetrySend(question(remoting('send')))).toBe(true);
    expect(shouldRetrySend(question(remoting('timeout')))).toBe(true);
    expect(shouldRetrySend(question({ reason: 'no-address', brokerName: 'b' }))).toBe(true);
  });

  test.each([
    [RESPONSE_CODE.topicNotExist, true],
    [RESPONSE_CODE.serviceNotAvailable, true],
    [RESPONSE_CODE.systemError, true],
    [RESPONSE_CODE.noPermission, true],
    [RESPONSE_CODE.systemBusy, true],
    [RESPONSE_CODE.messageIllegal, false],
    [RESPONSE_CODE.invalidParameter, false],
  ])('code %i is retried: %s', (code, expected) => {
    expect(shouldRetrySend(question(refused(code)))).toBe(expected);
  });

  test('neither beyond the count nor beyond the time', () => {
    expect(shouldRetrySend(question(remoting('send'), { attempts: 3 }))).toBe(false);
    expect(shouldRetrySend(question(remoting('send'), { elapsedMs: 3_001 }))).toBe(false);
    expect(shouldRetrySend(question(remoting('send'), { elapsedMs: 3_000 }))).toBe(true);
  });

  test('stored but not safe is returned, unless configured', () => {
    const queue = { topic: 'T', brokerName: 'b', queueId: 0 };
    const receipt = { uniqueKey: 'u', offsetMessageId: 'o', queue, queueOffset: queueOffset(1), attempts: 1 };
    const result = { kind: 'stored', status: 'flush-disk-timeout', receipt } as const;
    expect(shouldRetrySend({ ...question(remoting('send')), result })).toBe(false);
    expect(shouldRetrySend({ ...question(remoting('send')), result, retriesWhenNotSafe: true })).toBe(true);
  });
});

describe('retry of what must not be stored twice', () => {
  const rejected = (failure: SendFailure) => ({
    ...question(failure),
    result: { kind: 'rejected', failure } as const,
  });

  test('only of an attempt that certainly stored nothing', () => {
    expect(shouldRetryUnstored(rejected(remoting('connect')))).toBe(true);
    expect(shouldRetryUnstored(rejected(refused(RESPONSE_CODE.systemBusy)))).toBe(true);
    expect(shouldRetryUnstored(question(remoting('timeout')))).toBe(false);
    expect(shouldRetryUnstored(question(refused(RESPONSE_CODE.systemError)))).toBe(false);
  });

  test('of nothing that another send would not try again', () => {
    expect(shouldRetryUnstored(rejected(refused(RESPONSE_CODE.messageIllegal)))).toBe(false);
  });
});

describe('what a failed attempt says about the message', () => {
  test('definite: nothing was sent, or the broker says so', () => {
    for (const failure of [
      remoting('connect'),
      refused(RESPONSE_CODE.systemBusy),
      refused(RESPONSE_CODE.noPermission),
    ]) {
      expect(isDefinite(failure)).toBe(true);
    }
  });

  test('unknown: no answer, a broken connection, an internal error of the broker', () => {
    for (const failure of [remoting('timeout'), remoting('send'), refused(RESPONSE_CODE.systemError)]) {
      expect(isDefinite(failure)).toBe(false);
    }
  });
});

describe('choice of queues in turn', () => {
  const queues = ['a', 'a', 'b', 'c'].map((brokerName, queueId) => ({ topic: 'T', brokerName, queueId }));

  test('goes round', () => {
    let counter = 2;
    const chosen: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const choice = chooseQueueInTurn({ queues, counter, avoidBroker: undefined });
      chosen.push(choice.queue.queueId);
      counter = choice.counter;
    }
    expect(chosen).toEqual([3, 0, 1, 2, 3]);
  });

  test('skips the broker that failed, unless there is no other', () => {
    expect(chooseQueueInTurn({ queues, counter: 3, avoidBroker: 'a' }).queue.brokerName).toBe('b');
    const onlyA = queues.slice(0, 2);
    expect(chooseQueueInTurn({ queues: onlyA, counter: 3, avoidBroker: 'a' }).queue.brokerName).toBe('a');
  });

  test('the counter wraps without a negative index', () => {
    const choice = chooseQueueInTurn({ queues, counter: 0x7fffffff, avoidBroker: undefined });
    expect(choice).toEqual({ queue: queues[0], counter: 0 });
  });
});

describe('retry of an asynchronous send', () => {
  test('transport failures and a missing address are tried again', () => {
    expect(shouldRetryAsyncSend(question(remoting('connect')))).toBe(true);
    expect(shouldRetryAsyncSend(question(remoting('send')))).toBe(true);
    expect(shouldRetryAsyncSend(question(remoting('timeout')))).toBe(true);
    expect(shouldRetryAsyncSend(question({ reason: 'no-address', brokerName: 'b' }))).toBe(true);
  });

  test('no answer of a broker is, nor what this client has too much of', () => {
    expect(shouldRetryAsyncSend(question(refused(RESPONSE_CODE.systemBusy)))).toBe(false);
    expect(shouldRetryAsyncSend(question(remoting('too-much-request')))).toBe(false);
  });

  test('within count and time', () => {
    expect(shouldRetryAsyncSend(question(remoting('send'), { attempts: 3 }))).toBe(false);
    expect(shouldRetryAsyncSend(question(remoting('send'), { elapsedMs: 3_000 }))).toBe(false);
    expect(shouldRetrySend(question(remoting('send'), { elapsedMs: 3_000 }))).toBe(true);
  });
});
