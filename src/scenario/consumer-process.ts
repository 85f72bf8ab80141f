// A process that consumes the workload's topic and records every delivery.

import { crc32Of31Bits } from '../base/crc32.ts';
import type { Environment } from '../environment/environment.ts';
import type { Program, RunningProcess } from '../environment/program.ts';
import type { History } from '../history/history.ts';
import {
  type Allocate,
  allocateAveragely,
  allocateByCircle,
  allocateByConsistentHash,
} from '../messaging/client/allocation.ts';
import { ClientInstance } from '../messaging/client/client-instance.ts';
import type { ClientParts } from '../messaging/client/client-parts.ts';
import type { MessageListener } from '../messaging/client/listener.ts';
import { PushConsumer } from '../messaging/client/push-consumer.ts';
import type { StoredMessage } from '../messaging/message/message.ts';
import type { MessageQueue } from '../messaging/message/message-queue.ts';
import type { MessageEntry, MessageName, QueuePlace } from '../oracles/message-entry.ts';
import { messageNameOf } from '../oracles/message-name.ts';
import type { ChannelDefinition } from './channel.ts';
import type { DesignOptions } from './design.ts';

export interface ConsumerSetUp {
  readonly nameServers: readonly string[];
  readonly channel: ChannelDefinition;
  readonly options: DesignOptions;
  readonly parts: Partial<ClientParts>;
  /** Time that the handler takes per message. */
  readonly handlingMs: number;
  readonly history: History<MessageEntry>;
}

class ConsumerProcess implements RunningProcess {
  readonly #environment: Environment;
  readonly #setUp: ConsumerSetUp;
  readonly #consumer: PushConsumer;

  constructor(environment: Environment, setUp: ConsumerSetUp) {
    this.#environment = environment;
    this.#setUp = setUp;
    const { channel, nameServers, options, parts } = setUp;
    const instance = new ClientInstance(environment, { nameServers });
    const settings = {
      group: channel.group,
      subscriptions: new Map([[channel.topic, '*']]),
      consumeFrom: 'first-offset',
    } as const;
    this.#consumer = new PushConsumer(instance, settings, this.#listener(), {
      allocate: allocation(options),
      ...parts,
    });
  }

  start(): Promise<void> {
    return this.#consumer.start();
  }

  stop(): Promise<void> {
    return this.#consumer.stop();
  }

  #listener(): MessageListener {
    const consume = async (
      messages: readonly StoredMessage[],
      { queue }: { readonly queue: MessageQueue },
    ) => {
      for (const message of messages) await this.#handle(message, queue);
      return 'success' as const;
    };
    return this.#setUp.channel.consumption === 'orderly'
      ? { mode: 'orderly', consume }
      : { mode: 'concurrent', consume };
  }

  async #handle(message: StoredMessage, queue: MessageQueue): Promise<void> {
    const { history, channel, handlingMs } = this.#setUp;
    const machine = this.#environment.name;
    const name: MessageName = messageNameOf(message) ?? { topic: message.topic, key: 'nameless', ordinal: 0 };
    const place: QueuePlace = {
      brokerName: queue.brokerName,
      queueId: queue.queueId,
      queueOffset: message.queueOffset,
    };
    const { group } = channel;
    history.record(machine, {
      kind: 'delivery-started',
      ...name,
      group,
      place,
      bodyCrc: crc32Of31Bits(message.body),
    });
    if (handlingMs > 0) await this.#environment.timers.sleep(handlingMs, 'handler');
    history.record(machine, { kind: 'delivery-completed', ...name, group, place, isSuccess: true });
  }
}

function allocation({ consumerAllocation = 'average' }: DesignOptions): Allocate {
  switch (consumerAllocation) {
    case 'average':
      return allocateAveragely;
    case 'average-by-circle':
      return allocateByCircle;
    case 'consistent-hash':
      return allocateByConsistentHash();
  }
}

export function consumerProgram(setUp: ConsumerSetUp): Program {
  return async (environment) => {
    const running = new ConsumerProcess(environment, setUp);
    await running.start();
    return running;
  };
}
