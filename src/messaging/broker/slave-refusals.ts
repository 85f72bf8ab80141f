// What a slave does not do: whoever asks for it is refused, in the words of the original, whatever the handler would do.

import { RESPONSE_CODE } from '../protocol/codes.ts';
import { deleteSubscriptionGroup } from '../protocol/delete-subscription-group.ts';
import { deleteTopicAtBroker } from '../protocol/delete-topic.ts';
import { endTransaction } from '../protocol/end-transaction.ts';
import { litePullMessage, pullMessage } from '../protocol/pull-message.ts';
import { queryMessage } from '../protocol/query-message.ts';
import { resetOffset } from '../protocol/reset-offset.ts';
import { sendBatchMessage, sendMessage, sendMessageV2 } from '../protocol/send-message.ts';
import { sendMessageBack } from '../protocol/send-message-back.ts';
import { updateAndCreateTopic } from '../protocol/update-and-create-topic.ts';
import { updateSubscriptionGroup } from '../protocol/update-subscription-group.ts';
import { viewMessage } from '../protocol/view-message.ts';
import { failure, type ReplyContent } from '../remoting/handler.ts';
import type { RequestRegistry } from '../remoting/remoting-server.ts';
import type { ReplicationOptions } from '../replication/replication-options.ts';

type Refusal = ReplyContent<never>;

/** Request code to answer. */
export type Refusals = ReadonlyMap<number, Refusal>;

/** Registers handlers, but for what is refused. */
export function refusing(registry: RequestRegistry, refusals: Refusals): RequestRegistry {
  return {
    register: (definition, lane, handler) => {
      const refusal = refusals.get(definition.code);
      registry.register(definition, lane, refusal === undefined ? handler : () => refusal);
    },
  };
}

/** Reads are refused for as long as it is not certain that what is here is the master's. */
export function whenVerified(registry: RequestRegistry, isVerified: () => boolean): RequestRegistry {
  return {
    register: (definition, lane, handler) => {
      const isRead = READS.has(definition.code);
      registry.register(
        definition,
        lane,
        isRead ? (request, context) => (isVerified() ? handler(request, context) : UNVERIFIED) : handler,
      );
    },
  };
}

/** Before 5.0 the store alone refuses what is sent, and nobody refuses pulls and changes of topics and groups. */
export function slaveRefusals({
  version,
  slaveReadEnable,
}: Pick<ReplicationOptions, 'version' | 'slaveReadEnable'>): Refusals {
  const isOld = version === '4.9';
  return new Map<number, Refusal>([
    [endTransaction.code, failure(RESPONSE_CODE.slaveNotAvailable, '')],
    ...(isOld ? [] : MODERN),
    ...(isOld || slaveReadEnable ? [] : PULLS),
  ]);
}

const BUSY = failure(RESPONSE_CODE.systemBusy, '[REJECTREQUEST]system busy, start flow control for a while');
const UNCHANGED = failure(
  RESPONSE_CODE.systemError,
  "Can't modify topic or subscription group from slave broker, please execute it from master broker.",
);

const MODERN: readonly (readonly [number, Refusal])[] = [
  [sendMessage.code, BUSY],
  [sendMessageV2.code, BUSY],
  [sendBatchMessage.code, BUSY],
  [sendMessageBack.code, BUSY],
  [updateAndCreateTopic.code, UNCHANGED],
  [deleteTopicAtBroker.code, UNCHANGED],
  [updateSubscriptionGroup.code, UNCHANGED],
  [deleteSubscriptionGroup.code, UNCHANGED],
  [resetOffset.code, failure(RESPONSE_CODE.systemError, 'Can not reset offset in slave broker')],
];

const READS: ReadonlySet<number> = new Set([
  pullMessage.code,
  litePullMessage.code,
  queryMessage.code,
  viewMessage.code,
]);

const UNVERIFIED = failure(
  RESPONSE_CODE.systemBusy,
  'this slave has not compared its log with that of its master yet',
);

const PULLS: readonly (readonly [number, Refusal])[] = [
  [pullMessage.code, BUSY],
  [litePullMessage.code, BUSY],
];
