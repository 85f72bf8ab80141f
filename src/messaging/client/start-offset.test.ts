import { describe, expect, test } from 'vitest';
import { queueOffset } from '../../base/numbers.ts';
import { startOffset } from './start-offset.ts';

const none = { kind: 'none' } as const;
const at = (offset: number) => ({ kind: 'at', offset: queueOffset(offset) });

describe('where a group begins on a queue', () => {
  test('a committed offset wins, 0 included', () => {
    const reading = { kind: 'committed', offset: queueOffset(0) } as const;
    expect(startOffset({ reading, consumeFrom: 'last-offset', isRetryTopic: false })).toEqual(at(0));
    const further = { kind: 'committed', offset: queueOffset(7) } as const;
    expect(startOffset({ reading: further, consumeFrom: 'first-offset', isRetryTopic: true })).toEqual(at(7));
  });

  test('nothing committed: the policy decides, retry topics are read from their start', () => {
    expect(startOffset({ reading: none, consumeFrom: 'first-offset', isRetryTopic: false })).toEqual(at(0));
    expect(startOffset({ reading: none, consumeFrom: 'last-offset', isRetryTopic: true })).toEqual(at(0));
    const fromLast = startOffset({ reading: none, consumeFrom: 'last-offset', isRetryTopic: false });
    expect(fromLast).toEqual({ kind: 'at-end' });
  });

  test('nothing committed, from a time on: retry topics are read from their end', () => {
    const consumeFrom = 'timestamp';
    expect(startOffset({ reading: none, consumeFrom, isRetryTopic: false })).toEqual({ kind: 'at-time' });
    expect(startOffset({ reading: none, consumeFrom, isRetryTopic: true })).toEqual({ kind: 'at-end' });
  });

  test('no answer is no offset', () => {
    const reading = { kind: 'failed' } as const;
    expect(startOffset({ reading, consumeFrom: 'first-offset', isRetryTopic: false })).toEqual({
      kind: 'skip',
    });
  });
});
