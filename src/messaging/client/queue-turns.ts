// Which queue of a topic a producer's next message goes to, when its sender does not care: the turn of each topic, and what its sends told of
// brokers. The rule itself is a part of the client (queue-rotation.ts).

import { assert } from '../../base/assert.ts';
import type { Environment } from '../../environment/environment.ts';
import type { MessageQueue } from '../message/message-queue.ts';
import { type AttemptOutcome, BrokerLatencies, type LatencyFaultOptions } from './broker-latencies.ts';
import type { ChooseQueue } from './queue-rotation.ts';
import type { PublishInfo } from './topic-queues.ts';

export class QueueTurns {
  readonly #environment: Environment;
  readonly #chooseQueue: ChooseQueue;
  readonly #latencies: BrokerLatencies | undefined;
  /** Per topic, the count that rotates its queues. */
  readonly #counters = new Map<string, number>();

  constructor(
    environment: Environment,
    chooseQueue: ChooseQueue,
    latencyFaults: LatencyFaultOptions | undefined,
  ) {
    this.#environment = environment;
    this.#chooseQueue = chooseQueue;
    if (latencyFaults !== undefined) this.#latencies = new BrokerLatencies(environment.clock, latencyFaults);
  }

  /** `avoidBroker` has just failed. With latency faults, a retry begins anywhere (TopicPublishInfo.java `resetIndex`). */
  next(topic: string, info: PublishInfo, avoidBroker?: string): MessageQueue {
    assert(info.queues.length > 0, 'no queue of the topic', topic);
    const health = this.#latencies;
    const known = health !== undefined && avoidBroker !== undefined ? undefined : this.#counters.get(topic);
    const counter = known ?? this.#environment.random.below(info.queues.length);
    const choice = this.#chooseQueue({ queues: info.queues, counter, avoidBroker, health });
    this.#counters.set(topic, choice.counter);
    return choice.queue;
  }

  learn(brokerName: string, latencyMs: number, outcome: AttemptOutcome): void {
    this.#latencies?.learn(brokerName, latencyMs, outcome);
  }
}
