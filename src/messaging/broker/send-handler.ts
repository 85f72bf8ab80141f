// Stores what a producer sends, one message or a batch: checks, topic creation, what the broker adds to the message, the put, the answer. The
// worker is free again while the put waits for its flush.

import { logPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { decodeClientBatch } from '../message/client-batch.ts';
import type { MessageDraft } from '../message/message.ts';
import { PROPERTY, parseProperties } from '../message/properties.ts';
import { deadLetterTopic, groupOfTopic, isRetryTopic } from '../message/topic-name.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { READ_AND_WRITE } from '../protocol/permission.ts';
import type { sendBatchMessage, sendMessageV2 } from '../protocol/send-message.ts';
import type { TopicConfig } from '../protocol/topic-config.ts';
import { DEFERRED, failure, type IncomingRequest, type ReplyContent } from '../remoting/handler.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { PutBatchResult } from '../store/put-result.ts';
import type { BrokerOptions } from './broker-options.ts';
import { delayed } from './delay.ts';
import type { HandlerOf, HeaderOfRequest, ReplyOfRequest } from './handler-of.ts';
import { putResponse } from './put-response.ts';
import { DEAD_LETTER_QUEUES, VERSION_WITH_LIMIT } from './send-back.ts';
import { type Refusal, refuseBatch, refuseQueue, refuseTopic } from './send-check.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import { topicConfig } from './system-topics.ts';
import type { DecideTopicCreation } from './topic-creation.ts';
import type { Topics } from './topics.ts';
import { halfOf, isHalf } from './transaction/half-message.ts';
import type { UniqueKeys } from './unique-keys.ts';

type SendHeader = HeaderOfRequest<typeof sendMessageV2>;
type SendReply = ReplyOfRequest<typeof sendMessageV2>;

export interface SendHandlerContext {
  readonly environment: Environment;
  readonly options: BrokerOptions;
  /** `ip:port` of this broker. */
  readonly address: string;
  readonly store: MessageStore;
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly decideTopicCreation: DecideTopicCreation;
  readonly delayLevelCount: number;
  readonly uniqueKeys: UniqueKeys;
  readonly rejectsTransactions: boolean;
  /** Whether consumers of the group hold leases of queues. */
  readonly isOrderly: (group: string) => boolean;
}

export class SendHandler {
  readonly #context: SendHandlerContext;

  constructor(context: SendHandlerContext) {
    this.#context = context;
  }

  readonly handle: HandlerOf<typeof sendMessageV2> = async (request, context) => {
    const admission = await this.#admit(request.header);
    if ('code' in admission) return failure(admission.code, admission.remark);
    const { header, body } = request;
    const sent: MessageDraft = {
      body,
      properties: this.#completeProperties(header.properties ?? ''),
      flag: header.flag,
      ...this.#common(header, admission, context.channel.remoteAddress),
    };
    const placed = await this.#placeRetry(sent, request);
    if ('code' in placed) return failure(placed.code, placed.remark);
    const draft = this.#draftOf(placed);
    if ('code' in draft) return failure(draft.code, draft.remark);
    const batchOfOne = this.#context.store.put(draft).then(({ status, append }): PutBatchResult => {
      return { status, appends: append === undefined ? [] : [append] };
    });
    void batchOfOne.then((result) => context.reply(this.#answer([sent], result)));
    return DEFERRED;
  };

  /** What is stored in its place: a half message, or one that waits for its delay. */
  #draftOf(sent: MessageDraft): MessageDraft | Refusal {
    const { delayLevelCount, rejectsTransactions, address } = this.#context;
    if (!isHalf(sent)) return delayed(sent, delayLevelCount);
    if (!rejectsTransactions) return halfOf(sent);
    const remark = `the broker[${address}] sending transaction message is forbidden`;
    return { code: RESPONSE_CODE.noPermission, remark };
  }

  /** Properties stay as the producer gave them: the original adds nothing to them (MessageExtEncoder.java). */
  readonly handleBatch: HandlerOf<typeof sendBatchMessage> = async (request, context) => {
    const { header, body } = request;
    const refusal = refuseBatch(header.topic);
    if (refusal !== undefined) return failure(refusal.code, refusal.remark);
    const decoding = decodeClientBatch(body);
    if (decoding.kind === 'malformed') return failure(RESPONSE_CODE.messageIllegal, decoding.reason);
    const admission = await this.#admit(header);
    if ('code' in admission) return failure(admission.code, admission.remark);
    const common = this.#common(header, admission, context.channel.remoteAddress);
    const drafts = decoding.messages.map(({ body, properties, flag }): MessageDraft => {
      return { body, properties, flag, ...common };
    });
    void this.#context.store.putBatch(drafts).then((result) => context.reply(this.#answer(drafts, result)));
    return DEFERRED;
  };

  /** What orderly consumers give up, and concurrent ones that could not give it back, they send to their retry topic themselves. */
  async #placeRetry(
    draft: MessageDraft,
    { header, version }: IncomingRequest<SendHeader>,
  ): Promise<MessageDraft | Refusal> {
    const name = isRetryTopic(draft.topic) ? groupOfTopic(draft.topic) : undefined;
    if (name === undefined) return draft;
    const { groups, topics, isOrderly } = this.#context;
    const group = await groups.findOrCreate(name);
    if (group === undefined) {
      return {
        code: RESPONSE_CODE.subscriptionGroupNotExist,
        remark: `subscription group not exist, ${name}`,
      };
    }
    const limit = version >= VERSION_WITH_LIMIT ? header.maxReconsumeTimes : undefined;
    const isGivenUp = draft.reconsumeTimes > (limit ?? group.retryMaxTimes) || isOrderly(name);
    if (!isGivenUp) return draft;
    const topic = deadLetterTopic(name);
    await topics.create(topicConfig(topic, DEAD_LETTER_QUEUES, READ_AND_WRITE));
    const properties = new Map(draft.properties).set(PROPERTY.delayLevel, '-1');
    return { ...draft, topic, queueId: 0, properties };
  }

  async #admit(header: SendHeader): Promise<TopicConfig | Refusal> {
    const known = this.#context.topics.find(header.topic);
    const refusal = refuseTopic(header.topic, known, this.#context.options.permission);
    if (refusal !== undefined) return refusal;
    const config = known ?? (await this.#createTopic(header));
    if (config === undefined) {
      const remark = `topic[${header.topic}] not exist, apply first please!`;
      return { code: RESPONSE_CODE.topicNotExist, remark };
    }
    return refuseQueue(header.queueId, config) ?? config;
  }

  /** Another send may create the topic between the look-up and the table's lock; then its configuration counts. */
  async #createTopic(header: SendHeader): Promise<TopicConfig | undefined> {
    const { environment, topics, options, decideTopicCreation } = this.#context;
    await environment.interleave('broker.create-topic');
    const config = decideTopicCreation({
      topic: header.topic,
      templateName: header.defaultTopic,
      template: topics.find(header.defaultTopic),
      queueCount: header.defaultTopicQueueCount,
      autoCreateTopic: options.autoCreateTopic,
    });
    return config === undefined ? topics.find(header.topic) : topics.create(config);
  }

  /** What the messages of one request share. */
  #common(header: SendHeader, config: TopicConfig, bornHost: string) {
    const { environment, address } = this.#context;
    return {
      topic: header.topic,
      queueId: header.queueId < 0 ? environment.random.below(config.writeQueueCount) : header.queueId,
      systemFlag: header.systemFlag,
      bornTimestampMs: header.bornTimestampMs,
      bornHost,
      storeHost: address,
      reconsumeTimes: header.reconsumeTimes ?? 0,
      preparedTransactionPosition: logPosition(0),
    };
  }

  /** What every stored message says of itself, whatever its producer said (SendMessageProcessor.java). */
  #completeProperties(text: string): Map<string, string> {
    const { options } = this.#context;
    const properties = parseProperties(text);
    properties.delete(PROPERTY.popCheckpoint);
    properties.set(PROPERTY.messageRegion, options.regionId);
    properties.set(PROPERTY.traceSwitch, String(options.traceOn));
    if (!properties.has(PROPERTY.uniqueKey))
      properties.set(PROPERTY.uniqueKey, this.#context.uniqueKeys.next());
    properties.set(PROPERTY.cluster, options.clusterName);
    return properties;
  }

  /** Region and trace switch are there because clients of RocketMQ read them without a check. */
  #answer(drafts: readonly MessageDraft[], result: PutBatchResult): ReplyContent<SendReply> {
    const { code, remark } = putResponse(result.status);
    const [first] = result.appends;
    if (first === undefined) return { kind: 'reply', code, remark };
    const header: SendReply = {
      messageId: result.appends.map(({ offsetMessageId }) => offsetMessageId).join(','),
      queueId: (drafts[0] as MessageDraft).queueId,
      queueOffset: first.queueOffset,
      transactionId: drafts[0]?.properties.get(PROPERTY.uniqueKey),
      region: this.#context.options.regionId,
      traceOn: this.#context.options.traceOn,
    };
    return { kind: 'reply', code, remark, header };
  }
}
