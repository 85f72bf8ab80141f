// A machine that speaks to brokers in bare requests, without a client library between test and broker.

import { present } from '../../../base/assert.ts';
import { encodeText } from '../../../base/bytes.ts';
import type { Environment } from '../../../environment/environment.ts';
import { rootIdentity } from '../../../simulator/identity.ts';
import type { Machine } from '../../../simulator/machine.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { formatProperties, PROPERTY } from '../../message/properties.ts';
import { heartbeat } from '../../protocol/heartbeat.ts';
import { encodeHeartbeatData, type MessageModel } from '../../protocol/heartbeat-data.ts';
import { notifyConsumerIdsChanged } from '../../protocol/notify-consumer-ids-changed.ts';
import { pullMessage } from '../../protocol/pull-message.ts';
import { pullSystemFlag } from '../../protocol/pull-system-flag.ts';
import { sendMessageV2 } from '../../protocol/send-message.ts';
import type { SubscriptionData } from '../../protocol/subscription-data.ts';
import { updateAndCreateTopic } from '../../protocol/update-and-create-topic.ts';
import { success } from '../../remoting/handler.ts';
import { RemotingClient } from '../../remoting/remoting-client.ts';
import type { Answer } from '../../remoting/typed-call.ts';
import type { HeaderOfRequest, ReplyOfRequest } from '../handler-of.ts';
import { runFor } from './simulated-process.ts';

type PullHeader = HeaderOfRequest<typeof pullMessage>;
type SendHeader = HeaderOfRequest<typeof sendMessageV2>;

const TIMEOUT_MS = 30_000;
const GIVEN_UP_MS = 60_000;

export class TestClient {
  readonly machine: Machine;
  /** Groups whose change this client was told of. */
  readonly notified: string[] = [];
  readonly #simulation: Simulation;
  #remoting: RemotingClient | undefined;
  #environment: Environment | undefined;
  #works = 0;

  constructor(simulation: Simulation, name: string) {
    this.#simulation = simulation;
    this.machine = simulation.addMachine(name, async (environment) => {
      const remoting = new RemotingClient(environment, { closeOnTimeout: false });
      const lane = environment.lanes.open({ name: 'notifications', workers: 1, queueBound: 100 });
      remoting.register(notifyConsumerIdsChanged, lane, (request) => {
        this.notified.push(request.header.consumerGroup);
        return success({});
      });
      this.#remoting = remoting;
      this.#environment = environment;
      return { stop: () => remoting.close() };
    });
  }

  get remoting(): RemotingClient {
    return present(this.#remoting, 'the client of a running machine');
  }

  get environment(): Environment {
    return present(this.#environment, 'the environment of a running machine');
  }

  /** Does the work in the client's process and gives its result. @throws Error when it has not ended within a virtual minute */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.machine.state === 'down') {
      this.machine.start();
      await runFor(this.#simulation, 1);
    }
    const results: Result[] = [];
    this.#works += 1;
    this.machine.perform(rootIdentity(this.machine.name, this.#works), 'test work', async () => {
      results.push(await work());
    });
    const endMs = this.#simulation.nowMs + GIVEN_UP_MS;
    while (results.length === 0 && this.#simulation.nowMs < endMs) await runFor(this.#simulation, 10);
    if (results.length === 0) throw new Error('the work has not ended within a minute');
    return results[0] as Result;
  }

  createTopic(address: string, topic: string, queueCount: number): Promise<Answer<object>> {
    const header = {
      topic,
      defaultTopic: 'TBW102',
      readQueueCount: queueCount,
      writeQueueCount: queueCount,
      permission: 6,
      topicFilterType: 'SINGLE_TAG',
    };
    return this.remoting.call(address, updateAndCreateTopic, header, { timeoutMs: TIMEOUT_MS });
  }

  send(
    address: string,
    body: string,
    given: Partial<SendHeader> & { readonly tag?: string } = {},
  ): Promise<Answer<ReplyOfRequest<typeof sendMessageV2>>> {
    const { tag, ...fields } = given;
    const header = {
      producerGroup: 'producers',
      topic: 'orders',
      defaultTopic: 'TBW102',
      defaultTopicQueueCount: 4,
      queueId: 0,
      systemFlag: 0,
      bornTimestampMs: this.environment.clock.wallMs(),
      flag: 0,
      properties: tag === undefined ? '' : formatProperties(new Map([[PROPERTY.tags, tag]])),
      ...fields,
    };
    return this.remoting.call(address, sendMessageV2, header, {
      timeoutMs: TIMEOUT_MS,
      body: encodeText(body),
    });
  }

  /** With a subscription to everything of its own, unless the fields say otherwise. */
  pull(
    address: string,
    offset: number,
    given: Partial<PullHeader> = {},
  ): Promise<Answer<ReplyOfRequest<typeof pullMessage>>> {
    const header = {
      consumerGroup: 'group',
      topic: 'orders',
      queueId: 0,
      queueOffset: offset,
      maxMessageCount: 32,
      systemFlag: pullSystemFlag({ commitOffset: false, suspend: false, subscription: true }),
      commitOffset: 0,
      suspendTimeoutMs: 15_000,
      subscription: '*',
      subscriptionVersion: 0,
      ...given,
    };
    return this.remoting.call(address, pullMessage, header, { timeoutMs: TIMEOUT_MS });
  }

  heartbeat(
    address: string,
    clientId: string,
    given: {
      readonly version?: number;
      readonly tags?: SubscriptionData['tagCodes'];
      readonly messageModel?: MessageModel;
    } = {},
  ): Promise<Answer<object>> {
    const tagCodes = given.tags ?? [];
    const subscription: SubscriptionData = {
      topic: 'orders',
      expression: tagCodes.length === 0 ? '*' : 'some tags',
      expressionType: 'TAG',
      tags: [],
      tagCodes,
      version: given.version ?? 1,
      classFilterMode: false,
    };
    const body = encodeHeartbeatData({
      clientId,
      producers: [],
      consumers: [
        {
          groupName: 'group',
          consumeType: 'CONSUME_PASSIVELY',
          messageModel: given.messageModel ?? 'CLUSTERING',
          consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
          subscriptions: [subscription],
          unitMode: false,
        },
      ],
    });
    return this.remoting.call(address, heartbeat, {}, { timeoutMs: TIMEOUT_MS, body });
  }
}
