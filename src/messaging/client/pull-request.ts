// One pull of one queue: which broker is asked for what, and what its answer means.

import { type QueueOffset, queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import { decodeRecords } from '../message/record.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { pullMessage } from '../protocol/pull-message.ts';
import { pullSystemFlag } from '../protocol/pull-system-flag.ts';
import type { SubscriptionData } from '../protocol/subscription-data.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { Answer } from '../remoting/typed-call.ts';
import { unpackBody } from './body-compression.ts';
import type { ConsumerCore } from './consumer-core.ts';
import type { HeldQueue } from './held-queue.ts';
import type { OffsetCarried } from './observations.ts';

export type PullOutcome =
  | { readonly kind: 'found'; readonly messages: readonly StoredMessage[]; readonly nextOffset: QueueOffset }
  /** Nothing new, or nothing of it is wanted. */
  | { readonly kind: 'nothing'; readonly nextOffset: QueueOffset }
  /** The offset is outside of what the queue has. */
  | { readonly kind: 'offset-moved'; readonly nextOffset: QueueOffset }
  /** The broker does not know this group, or not this subscription: it was restarted. */
  | { readonly kind: 'not-registered'; readonly address: string }
  | { readonly kind: 'failed' };

type PullReply = Parameters<typeof pullMessage.encodeReply>[0];

export async function pull(
  core: ConsumerCore,
  held: HeldQueue,
  subscription: SubscriptionData,
): Promise<PullOutcome> {
  const { queue } = held;
  const broker = await core.sources.find(queue, held.key);
  if (broker === undefined) return { kind: 'failed' };
  const { options } = core;
  const done = core.offsets.get(queue) ?? 0;
  const commitOffset = done > 0 && core.parts.commitsWithPull(broker) && !core.isBroadcasting;
  const flags = { commitOffset, suspend: true, subscription: false };
  if (commitOffset) {
    const { group, clientId } = core.member;
    const { environment, routes } = core.instance;
    const at = { address: broker.address, masterAddress: routes.master(queue.brokerName) };
    const kind = 'client.offset-carried';
    const carried: OffsetCarried = { kind, group, clientId, queue, offset: done, at };
    environment.observe(carried);
  }
  const header = {
    consumerGroup: options.group,
    topic: queue.topic,
    queueId: queue.queueId,
    queueOffset: held.pullOffset,
    maxMessageCount: options.pullBatchSize,
    systemFlag: pullSystemFlag(flags),
    commitOffset: done,
    suspendTimeoutMs: options.pullHoldMs,
    subscriptionVersion: subscription.version,
    expressionType: subscription.expressionType,
  };
  const answer = await core.instance.requests.ask(broker.address, pullMessage, header, {
    timeoutMs: options.pullTimeoutMs,
    closeOnTimeout: false,
  });
  if (answer instanceof RemotingError) return { kind: 'failed' };
  if (answer.header !== undefined) core.sources.suggest(held.key, answer.header.suggestedBrokerId);
  return outcomeOf(answer, broker.address);
}

/** What a broker's answer to a pull means. */
export function outcomeOf(answer: Answer<PullReply>, address: string): PullOutcome {
  const { code, header, body } = answer;
  if (code === RESPONSE_CODE.subscriptionNotExist) return { kind: 'not-registered', address };
  if (header === undefined || header.nextBeginOffset < 0) return { kind: 'failed' };
  const nextOffset = queueOffset(header.nextBeginOffset);
  switch (code) {
    case RESPONSE_CODE.success: {
      const decoding = decodeRecords(body);
      return decoding.kind === 'records'
        ? { kind: 'found', messages: decoding.messages.map(unpackBody), nextOffset }
        : { kind: 'failed' };
    }
    case RESPONSE_CODE.pullNotFound:
    case RESPONSE_CODE.pullRetryImmediately:
      return { kind: 'nothing', nextOffset };
    case RESPONSE_CODE.pullOffsetMoved:
      return { kind: 'offset-moved', nextOffset };
    default:
      return { kind: 'failed' };
  }
}
