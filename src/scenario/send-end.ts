// What the history says of a send that is over.

import type { OnewayResult, SendResult } from '../messaging/client/send-result.ts';
import { parseOffsetMessageId } from '../messaging/message/message-id.ts';
import { ONE_WAY } from './oneway-losses.ts';
import type { SendEnd } from './open-sends.ts';

/** "Stored, but not as safe as asked" is unknown: it may be lost where an acknowledged message may not (facts 9.1 D5). */
export function sendEnd(result: SendResult | OnewayResult): SendEnd {
  if (result.kind === 'unknown' && !('failure' in result)) {
    return { outcome: 'unknown', place: undefined, reason: ONE_WAY };
  }
  if (result.kind === 'rejected' || result.kind === 'unknown') {
    return { outcome: result.kind, place: undefined, reason: result.failure.reason };
  }
  const { queue, queueOffset, offsetMessageId } = result.receipt;
  const position = parseOffsetMessageId(offsetMessageId)?.position;
  const { brokerName, queueId } = queue;
  const place =
    position === undefined
      ? { brokerName, queueId, queueOffset }
      : { brokerName, queueId, queueOffset, position };
  if (result.kind === 'stored') return { outcome: 'unknown', place, reason: result.status };
  return { outcome: 'acknowledged', place, reason: '' };
}
