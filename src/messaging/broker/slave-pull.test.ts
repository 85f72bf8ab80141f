import { describe, expect, test } from 'vitest';
import { queueOffset } from '../../base/numbers.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { ReadStatus } from '../store/read-result.ts';
import { LONE_MASTER, type PullRole, pullAnswer, SLAVE_MARKS, slaveMark } from './slave-pull.ts';

const SLAVE: PullRole = { ...LONE_MASTER, role: 'SLAVE', slaveReadEnable: true };

function answer(status: ReadStatus, role: PullRole, suggestSlave = false) {
  return pullAnswer(9, { status, nextBeginOffset: queueOffset(4), suggestSlave }, role);
}

describe('a pull is answered', () => {
  test('by a master with the corrected offset; far behind, with the slave to ask where slaves may be read', () => {
    const moved = { code: RESPONSE_CODE.pullOffsetMoved, nextBeginOffset: 4, suggestedBrokerId: 0 };
    expect(answer('OFFSET_OVERFLOW_BADLY', LONE_MASTER)).toEqual(moved);
    expect(answer('FOUND', LONE_MASTER, true).suggestedBrokerId).toBe(0);
    expect(answer('FOUND', { ...LONE_MASTER, slaveReadEnable: true }, true).suggestedBrokerId).toBe(1);
  });

  test('by a slave with what it has, and who is not far behind is sent back to the master', () => {
    expect(slaveMark('FOUND', answer('FOUND', SLAVE))).toBe(SLAVE_MARKS.served);
    const away = answer('OFFSET_OVERFLOW_ONE', SLAVE);
    expect(slaveMark('OFFSET_OVERFLOW_ONE', away)).toBe(SLAVE_MARKS.sentAway);
    expect(answer('FOUND', SLAVE)).toEqual({ code: 0, nextBeginOffset: 4, suggestedBrokerId: 0 });
    expect(answer('FOUND', SLAVE, true).suggestedBrokerId).toBe(1);
  });

  test.each([
    ['OFFSET_OVERFLOW_ONE', '5.3', 'sent-away', RESPONSE_CODE.pullRetryImmediately],
    ['OFFSET_OVERFLOW_ONE', '4.9', 'sent-away', RESPONSE_CODE.pullNotFound],
    ['OFFSET_OVERFLOW_BADLY', '4.9', 'sent-away', RESPONSE_CODE.pullRetryImmediately],
    ['OFFSET_TOO_SMALL', '5.3', 'sent-away', RESPONSE_CODE.pullRetryImmediately],
    ['NO_MATCHED_LOGIC_QUEUE', '4.9', 'sent-away', RESPONSE_CODE.pullRetryImmediately],
    ['OFFSET_OVERFLOW_BADLY', '5.3', 'held', RESPONSE_CODE.pullNotFound],
    ['OFFSET_OVERFLOW_ONE', '5.3', 'held', RESPONSE_CODE.pullNotFound],
  ] as const)(
    'by a slave that finds %s, version %s, %s, with %i and the offset unchanged',
    (status, version, pullsAtSlaveEnd, code) => {
      const found = answer(status, { ...SLAVE, version, pullsAtSlaveEnd });
      expect(found).toEqual({ code, nextBeginOffset: 9, suggestedBrokerId: 0 });
    },
  );
});
