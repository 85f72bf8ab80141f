// How a broker answers a pull, by what its store found (facts 2.12). Pure.

import { unreachable } from '../../base/assert.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { ReadStatus } from '../store/read-result.ts';

/** PullMessageProcessor.java: an absent queue moves a pull that believes to be in its middle. */
export function pullResponseCode(status: ReadStatus, requestedOffset: number): number {
  switch (status) {
    case 'FOUND':
      return RESPONSE_CODE.success;
    case 'MESSAGE_WAS_REMOVING':
    case 'NO_MATCHED_MESSAGE':
      return RESPONSE_CODE.pullRetryImmediately;
    case 'NO_MATCHED_LOGIC_QUEUE':
    case 'NO_MESSAGE_IN_QUEUE':
      return requestedOffset === 0 ? RESPONSE_CODE.pullNotFound : RESPONSE_CODE.pullOffsetMoved;
    case 'OFFSET_FOUND_NULL':
    case 'OFFSET_OVERFLOW_ONE':
      return RESPONSE_CODE.pullNotFound;
    case 'OFFSET_OVERFLOW_BADLY':
    case 'OFFSET_TOO_SMALL':
      return RESPONSE_CODE.pullOffsetMoved;
    default:
      return unreachable(status);
  }
}
