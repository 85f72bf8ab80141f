// A consumer to which messages come: it takes its share of the queues of its group, pulls them and calls the listener. Composition
// and life cycle only; the work is in rebalance, pull loop and consumption.

import { withDefaults } from '../../base/defaults.ts';
import { retryTopic } from '../message/topic-name.ts';
import type { ConsumerData } from '../protocol/heartbeat-data.ts';
import { ClientError } from './client-error.ts';
import type { ClientInstance, ConsumerMember } from './client-instance.ts';
import { CLIENT_PARTS, type ClientParts } from './client-parts.ts';
import { ConcurrentConsumption } from './concurrent-consumption.ts';
import { ConsumerCore } from './consumer-core.ts';
import { CONSUMER_DEFAULTS, type ConsumerOptions, type ConsumerSettings } from './consumer-options.ts';
import type { Consumption } from './consumption.ts';
import type { MessageListener } from './listener.ts';
import { OrderlyConsumption } from './orderly-consumption.ts';
import { PullLoop } from './pull-loop.ts';
import { GroupRebalance } from './rebalance.ts';
import { tagSubscription } from './subscription.ts';
import { checkGroup, checkTopic } from './validation.ts';

const CONSUME_FROM = {
  'last-offset': 'CONSUME_FROM_LAST_OFFSET',
  'first-offset': 'CONSUME_FROM_FIRST_OFFSET',
  timestamp: 'CONSUME_FROM_TIMESTAMP',
} as const;

export class PushConsumer {
  readonly #instance: ClientInstance;
  readonly #core: ConsumerCore;
  readonly #consumption: Consumption;
  readonly #rebalance: GroupRebalance;
  #state: 'created' | 'running' | 'stopped' = 'created';
  #stopping: Promise<void> | undefined;

  /** @throws ClientError `invalid-group`, `invalid-topic`, `invalid-subscription`, `invalid-options` */
  constructor(
    instance: ClientInstance,
    settings: ConsumerSettings,
    listener: MessageListener,
    parts: Partial<ClientParts> = {},
  ) {
    const options: ConsumerOptions = withDefaults(CONSUMER_DEFAULTS, settings);
    checkOptions(options);
    this.#instance = instance;
    this.#core = new ConsumerCore(instance, options, withDefaults(CLIENT_PARTS, parts));
    const version = instance.environment.clock.wallMs();
    for (const [topic, expression] of options.subscriptions) {
      this.#core.subscriptions.set(topic, tagSubscription(topic, expression, version));
    }
    if (!this.#core.isBroadcasting) {
      const retries = retryTopic(options.group);
      const expression = this.#core.parts.retryExpression(options.subscriptions);
      this.#core.subscriptions.set(retries, tagSubscription(retries, expression, version));
    }
    this.#consumption =
      listener.mode === 'orderly'
        ? new OrderlyConsumption(this.#core, listener)
        : new ConcurrentConsumption(this.#core, listener);
    const pullLoop = new PullLoop(this.#core, this.#consumption);
    this.#rebalance = new GroupRebalance(this.#core, this.#consumption, pullLoop);
  }

  /** Resolves when the brokers know of it; its queues come with the first rebalance. @throws ClientError */
  async start(): Promise<void> {
    if (this.#state !== 'created') throw new ClientError('already-started', 'a consumer starts once');
    await this.#core.offsets.open();
    if (this.#stopping !== undefined) return;
    this.#instance.joinConsumer(this.#member());
    this.#state = 'running';
    this.#consumption.start();
    for (const topic of [...this.#core.subscriptions.keys()]) await this.#instance.routes.update(topic);
    if (this.#core.isStopping) return;
    if (await this.#instance.beat()) this.#instance.rebalances.wake();
  }

  /** In order: no new handlers and locks given back, offsets persisted, goodbye to the brokers. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const wasRunning = this.#state === 'running';
    this.#state = 'stopped';
    if (!wasRunning) return;
    const { held, offsets, pauses, member } = this.#core;
    this.#core.isStopping = true;
    await this.#consumption.stop();
    await this.#persistOffsets();
    await this.#instance.leaveConsumer(member.group);
    for (const one of held.all()) {
      held.drop(one, 'stopped');
      offsets.forget(one.queue);
      held.remove(one);
    }
    pauses.close();
  }

  #member(): ConsumerMember {
    return {
      group: this.#core.member.group,
      topics: () => this.#core.subscriptions.keys(),
      heartbeat: () => this.#heartbeat(),
      rebalance: () => this.#rebalance.run(),
      persistOffsets: () => this.#persistOffsets(),
    };
  }

  #heartbeat(): ConsumerData {
    return {
      groupName: this.#core.member.group,
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: this.#core.isBroadcasting ? 'BROADCASTING' : 'CLUSTERING',
      consumeFromWhere: CONSUME_FROM[this.#core.options.consumeFrom],
      subscriptions: [...this.#core.subscriptions.values()],
      unitMode: false,
    };
  }

  #persistOffsets(): Promise<void> {
    const { held, offsets } = this.#core;
    return offsets.persistAll((key) => held.get(key) !== undefined);
  }
}

function checkOptions(options: ConsumerOptions): void {
  checkGroup(options.group);
  for (const topic of options.subscriptions.keys()) checkTopic(topic);
  if (options.subscriptions.size === 0)
    throw new ClientError('invalid-subscription', 'no topic is subscribed');
  for (const count of [options.consumeBatchSize, options.pullBatchSize, options.consumeWorkers]) {
    if (Number.isSafeInteger(count) && count >= 1) continue;
    throw new ClientError('invalid-options', `batch sizes and workers are counts from 1 on, not ${count}`);
  }
}
