// How a broker answers a pull by its role: whom the consumer is told to ask next, and what a slave does with one for which it has nothing
// (PullMessageProcessor.java, DefaultPullMessageResultHandler.java). Pure.

import { RESPONSE_CODE } from '../protocol/codes.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import type { ReplicationOptions } from '../replication/replication-options.ts';
import type { ReadResult } from '../store/read-result.ts';
import { pullResponseCode } from './pull-response.ts';

export type PullRole = Pick<ReplicationOptions, 'role' | 'version' | 'slaveReadEnable' | 'pullsAtSlaveEnd'>;

export interface PullAnswer {
  readonly code: number;
  readonly nextBeginOffset: number;
  readonly suggestedBrokerId: number;
}

/** Situations that tests of slaves want to meet. */
export const SLAVE_MARKS = {
  served: 'a consumer read from a slave',
  sentAway: 'a slave had nothing for a consumer and sent it away',
  overwritten: 'the offsets of a master took back what groups had committed at its slave',
} as const;

/** Whom a group asks that is far behind (SubscriptionGroupConfig.java `whichBrokerWhenConsumeSlowly`). */
const SLOW_READERS_ID = 1;

export const LONE_MASTER: PullRole = {
  role: 'ASYNC_MASTER',
  version: '5.3',
  slaveReadEnable: false,
  pullsAtSlaveEnd: 'sent-away',
};

export function pullAnswer(
  requestedOffset: number,
  result: Pick<ReadResult, 'status' | 'nextBeginOffset' | 'suggestSlave'>,
  role: PullRole,
): PullAnswer {
  const { status, nextBeginOffset, suggestSlave } = result;
  const code = pullResponseCode(status, requestedOffset);
  const suggestedBrokerId = role.slaveReadEnable && suggestSlave ? SLOW_READERS_ID : MASTER_ID;
  if (role.role !== 'SLAVE') return { code, nextBeginOffset, suggestedBrokerId };
  if (isRead(status)) return { code, nextBeginOffset, suggestedBrokerId };
  // A slave corrects no offset: what it has not may be at the master.
  return { code: codeAtEnd(code, role), nextBeginOffset: requestedOffset, suggestedBrokerId: MASTER_ID };
}

/** Whether a broker remembers the offset that a pull carries. Slaves since 5.0 do, and rely on clients that tell only masters (PullMessageProcessor.java). */
export function takesCarriedOffsets({ role, version }: PullRole): boolean {
  return role !== 'SLAVE' || version !== '4.9';
}

/** What an answer of a slave is worth a note; undefined: nothing. */
export function slaveMark(status: ReadResult['status'], { code }: PullAnswer): string | undefined {
  if (isRead(status)) return SLAVE_MARKS.served;
  return code === RESPONSE_CODE.pullRetryImmediately ? SLAVE_MARKS.sentAway : undefined;
}

/** The slave has what was asked for, wanted or not. */
function isRead(status: ReadResult['status']): boolean {
  return status === 'FOUND' || status === 'NO_MATCHED_MESSAGE' || status === 'MESSAGE_WAS_REMOVING';
}

function codeAtEnd(code: number, { version, pullsAtSlaveEnd }: PullRole): number {
  if (pullsAtSlaveEnd === 'held') return RESPONSE_CODE.pullNotFound;
  const isSentAway = version === '5.3' || code === RESPONSE_CODE.pullOffsetMoved;
  return isSentAway ? RESPONSE_CODE.pullRetryImmediately : code;
}
