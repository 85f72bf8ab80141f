// Answers pulls: checks, the read, the commit that rides along, and holding the pull when there is nothing to read yet
// (PullMessageProcessor.java).

import { queueOffset } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { reached } from '../../environment/observation.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { isReadable } from '../protocol/permission.ts';
import type { pullMessage } from '../protocol/pull-message.ts';
import { pullFlags } from '../protocol/pull-system-flag.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import type { SubscriptionGroup } from '../protocol/subscription-group.ts';
import {
  DEFERRED,
  failure,
  type IncomingRequest,
  type ReplyContent,
  type RequestContext,
} from '../remoting/handler.ts';
import type { RequestLane } from '../remoting/request-lane.ts';
import type { MessageStore } from '../store/message-store.ts';
import type { BrokerOptions } from './broker-options.ts';
import type { ConsumerOffsets } from './consumer-offsets.ts';
import type { ConsumerTable } from './consumer-table.ts';
import type { HandlerOf, HeaderOfRequest, ReplyOfRequest } from './handler-of.ts';
import type { HeldPulls } from './held-pulls.ts';
import type { CommittedOffset } from './pull-commit.ts';
import type { Refusal } from './send-check.ts';
import { type PullRole, pullAnswer, slaveMark, takesCarriedOffsets } from './slave-pull.ts';
import type { SubscriptionGroups } from './subscription-groups.ts';
import { isTagExpression, parseTagExpression, type TagFilter } from './tag-filter.ts';
import type { Topics } from './topics.ts';

type PullHeader = HeaderOfRequest<typeof pullMessage>;
type PullReply = ReplyOfRequest<typeof pullMessage>;
type PullRequest = IncomingRequest<PullHeader>;
type PullContext = RequestContext<PullReply>;

/** A situation that tests of retention want to meet. */
export const BEHIND_MINIMUM = 'a consumer asked for what retention had removed';

/** A situation that tests of replication want to meet. */
export const READ_FROM_SLAVE = 'a consumer read from a slave';

/** A situation that tests of subscriptions want to meet. */
export const FILTERED = 'a broker passed over messages whose tags nobody wants';

/** A situation that tests of brokers that end in order want to meet. */
export const STORE_CLOSED = 'a pull met a store that was closing';

export interface PullHandlerContext {
  readonly environment: Environment;
  readonly options: BrokerOptions;
  readonly store: MessageStore;
  readonly topics: Topics;
  readonly groups: SubscriptionGroups;
  readonly consumers: ConsumerTable;
  readonly offsets: ConsumerOffsets;
  readonly held: HeldPulls;
  readonly committedOffset: CommittedOffset;
  readonly role: PullRole;
  /** Where pulls are executed again after they were held. */
  readonly lane: RequestLane;
  /** Now, by the clock that deadlines go by. */
  readonly nowMs: () => number;
}

type Admission = { readonly kind: 'admitted'; readonly filter: TagFilter } | Refused;
interface Refused extends Refusal {
  readonly kind: 'refused';
}

/** The remark of the original's GetMessageStatus. */
const OFFSET_RESET = 'OFFSET_RESET';

export class PullHandler {
  readonly #context: PullHandlerContext;

  constructor(context: PullHandlerContext) {
    this.#context = context;
  }

  readonly handle: HandlerOf<typeof pullMessage> = async (request, context) => {
    const { header } = request;
    const admission = await this.#admit(header);
    if (admission.kind === 'refused') return failure(admission.code, admission.remark);
    const reply = await this.#read(header, admission.filter);
    const flags = pullFlags(header.systemFlag);
    if (flags.commitOffset && reply.remark !== OFFSET_RESET && takesCarriedOffsets(this.#context.role))
      this.#commit(header, reply.header !== undefined, context.channel.remoteAddress);
    if (reply.code !== RESPONSE_CODE.pullNotFound || !flags.suspend) return reply;
    if (this.#context.held.isFull) return failure(RESPONSE_CODE.systemBusy, '[OVERLOAD]too many held pulls');
    await this.#context.environment.interleave('broker.hold-pull');
    this.#hold(request, context, admission.filter);
    return DEFERRED;
  };

  #hold(request: PullRequest, context: PullContext, matches: TagFilter): void {
    const { consumerGroup: group, topic, queueId, queueOffset: offset, suspendTimeoutMs } = request.header;
    const { held, nowMs, options } = this.#context;
    const deadlineMs = nowMs() + (options.longPolling ? suspendTimeoutMs : options.shortPollingMs);
    const resume = () => this.#resume(request, context);
    held.hold({ group, topic, queueId, offset, deadlineMs, matches, resume });
  }

  /** From the start again, on a worker, and without being held once more. */
  #resume(request: PullRequest, context: PullContext): void {
    const refuse = (remark: string) => context.reply(failure(RESPONSE_CODE.systemBusy, remark));
    const isAccepted = this.#context.lane.submit(
      async () => context.reply(await this.#answer(request.header)),
      refuse,
    );
    if (!isAccepted) refuse('[OVERLOAD]the pull lane is full');
  }

  /** No router stands around this one: an error of the disk is an answer here as well. */
  async #answer(header: PullHeader): Promise<ReplyContent<PullReply>> {
    try {
      const admission = await this.#admit(header);
      if (admission.kind === 'refused') return failure(admission.code, admission.remark);
      return await this.#read(header, admission.filter);
    } catch (error) {
      if (error instanceof DiskError) return failure(RESPONSE_CODE.systemError, error.message);
      throw error;
    }
  }

  async #read(header: PullHeader, matches: TagFilter): Promise<ReplyContent<PullReply>> {
    const reset = this.#context.offsets.takeReset(header.consumerGroup, header.topic, header.queueId);
    if (reset !== undefined) return this.#tellReset(header, reset);
    const result = await this.#context.store.pull({
      topic: header.topic,
      queueId: header.queueId,
      offset: queueOffset(header.queueOffset),
      maxCount: Math.max(1, header.maxMessageCount),
      matches,
    });
    if (result === undefined) {
      this.#context.environment.observe(reached(STORE_CLOSED));
      return failure(RESPONSE_CODE.systemError, 'store getMessage return null');
    }
    if (result.status === 'OFFSET_TOO_SMALL') this.#context.environment.observe(reached(BEHIND_MINIMUM));
    if (result.status === 'NO_MATCHED_MESSAGE') this.#context.environment.observe(reached(FILTERED));
    if (result.status === 'FOUND' && this.#context.role.role === 'SLAVE') {
      this.#context.environment.observe(reached(READ_FROM_SLAVE));
    }
    const answer = pullAnswer(header.queueOffset, result, this.#context.role);
    const mark = this.#context.role.role === 'SLAVE' ? slaveMark(result.status, answer) : undefined;
    if (mark !== undefined) this.#context.environment.observe(reached(mark));
    return {
      kind: 'reply',
      code: answer.code,
      remark: result.status,
      header: {
        suggestedBrokerId: answer.suggestedBrokerId,
        nextBeginOffset: answer.nextBeginOffset,
        minOffset: result.minOffset,
        maxOffset: result.maxOffset,
      },
      body: result.body,
    };
  }

  /** What the client then commits for the old place comes before its next pull, and is refused until this one. */
  #tellReset({ topic, queueId }: PullHeader, nextBeginOffset: number): ReplyContent<PullReply> {
    const { store } = this.#context;
    return {
      kind: 'reply',
      code: RESPONSE_CODE.pullOffsetMoved,
      remark: OFFSET_RESET,
      header: {
        suggestedBrokerId: MASTER_ID,
        nextBeginOffset,
        minOffset: store.minOffset(topic, queueId),
        maxOffset: store.maxOffset(topic, queueId),
      },
    };
  }

  #commit(header: PullHeader, isAnswered: boolean, by: string): void {
    const { consumerGroup: group, topic, queueId, commitOffset } = header;
    const offset = this.#context.committedOffset(commitOffset, isAnswered);
    if (offset !== undefined)
      this.#context.offsets.commit({ group, topic, queueId, offset, by, through: 'pull' });
  }

  async #admit(header: PullHeader): Promise<Admission> {
    if (!isReadable(this.#context.options.permission)) {
      return refused(RESPONSE_CODE.noPermission, 'the broker pulling message is forbidden');
    }
    const { groups } = this.#context;
    const group = groups.find(header.consumerGroup) ?? (await groups.findOrCreate(header.consumerGroup));
    if (group === undefined) {
      const remark = `subscription group [${header.consumerGroup}] does not exist`;
      return refused(RESPONSE_CODE.subscriptionGroupNotExist, remark);
    }
    if (!group.consumeEnabled) {
      return refused(RESPONSE_CODE.noPermission, `subscription group no permission, ${group.groupName}`);
    }
    return this.#refuseQueue(header) ?? this.#findFilter(header, group);
  }

  #refuseQueue({ topic, queueId }: PullHeader): Refused | undefined {
    const config = this.#context.topics.find(topic);
    if (config === undefined) {
      return refused(RESPONSE_CODE.topicNotExist, `topic[${topic}] not exist, apply first please!`);
    }
    if (!isReadable(config.permission)) {
      return refused(RESPONSE_CODE.noPermission, `the topic[${topic}] pulling message is forbidden`);
    }
    if (queueId >= 0 && queueId < config.readQueueCount) return undefined;
    const remark = `queueId[${queueId}] is illegal, topic[${topic}] has ${config.readQueueCount} read queues`;
    return refused(RESPONSE_CODE.invalidParameter, remark);
  }

  /** The expression that the pull carries, or the one that the group's heartbeats brought. */
  #findFilter(header: PullHeader, group: SubscriptionGroup): Admission {
    if (!pullFlags(header.systemFlag).subscription) return this.#findSubscribed(header, group);
    if (!isTagExpression(header.expressionType)) return unsupportedExpression(header.expressionType);
    const expression = parseTagExpression(header.subscription);
    if (expression.kind === 'filter') return { kind: 'admitted', filter: expression.filter };
    return refused(RESPONSE_CODE.subscriptionParseFailed, "parse the consumer's subscription failed");
  }

  #findSubscribed(header: PullHeader, group: SubscriptionGroup): Admission {
    const consumers = this.#context.consumers.find(group.groupName);
    if (consumers === undefined) {
      return refused(RESPONSE_CODE.subscriptionNotExist, "the consumer's group info not exist");
    }
    if (!group.broadcastEnabled && consumers.messageModel === 'BROADCASTING') {
      const remark = `the consumer group[${group.groupName}] can not consume by broadcast way`;
      return refused(RESPONSE_CODE.noPermission, remark);
    }
    const subscription = consumers.subscriptions.get(header.topic);
    if (subscription === undefined) {
      return refused(RESPONSE_CODE.subscriptionNotExist, "the consumer's subscription not exist");
    }
    if (subscription.data.version < header.subscriptionVersion) {
      return refused(RESPONSE_CODE.subscriptionNotLatest, "the consumer's subscription not latest");
    }
    const { expressionType } = subscription.data;
    if (!isTagExpression(expressionType)) return unsupportedExpression(expressionType);
    return { kind: 'admitted', filter: subscription.filter };
  }
}

function refused(code: number, remark: string): Refused {
  return { kind: 'refused', code, remark };
}

function unsupportedExpression(expressionType: string | undefined): Refused {
  const remark = `The broker does not support consumer to filter message by ${expressionType}`;
  return refused(RESPONSE_CODE.systemError, remark);
}
