// Where one behaviour of a messaging contract plays: producers and consumers in processes of a world, and patience. Names it gives are its
// own, so that stages can share a world.

import { present } from '../../src/base/assert.ts';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import type { Environment } from '../../src/environment/environment.ts';
import { Administration } from '../../src/messaging/client/administration.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import type { ClientSettings } from '../../src/messaging/client/client-options.ts';
import type { ConsumerSettings } from '../../src/messaging/client/consumer-options.ts';
import type { MessageListener } from '../../src/messaging/client/listener.ts';
import { type MessageContent, newMessage } from '../../src/messaging/client/new-message.ts';
import { Producer } from '../../src/messaging/client/producer.ts';
import type { ProducerSettings } from '../../src/messaging/client/producer-options.ts';
import { PushConsumer } from '../../src/messaging/client/push-consumer.ts';
import type { SendReceipt } from '../../src/messaging/client/send-result.ts';
import type { StoredMessage } from '../../src/messaging/message/message.ts';
import type {
  MessagingArm,
  MessagingWorld,
  OwnProcess,
  RestartableWorld,
  SharedMessagingArm,
} from './messaging-world.ts';

const PATIENCE_MS = 40_000;
const LOOK_MS = 25;

interface GivenInstance extends Partial<ClientSettings> {
  readonly name?: string;
  /** Of another process. */
  readonly environment?: Environment;
}

interface Member {
  stop(): Promise<void>;
}

export class Stage<World extends MessagingWorld = MessagingWorld> {
  /** Prefix of all names, and the topic of most. */
  readonly topic: string;
  readonly world: World;
  readonly environment: Environment;
  readonly #process: OwnProcess;
  readonly #members: Member[] = [];
  #instances = 0;

  private constructor(world: World, topic: string, process: OwnProcess) {
    this.world = world;
    this.topic = topic;
    this.#process = process;
    this.environment = process.environment;
  }

  static async play<World extends MessagingWorld>(
    world: World,
    topic: string,
    body: (stage: Stage<World>) => Promise<void>,
  ): Promise<void> {
    const stage = new Stage(world, topic, await world.newProcess(`clients-of-${topic}`));
    await body(stage);
    for (const member of stage.#members.reverse()) await member.stop();
    await stage.#process.kill();
  }

  instance({ name, environment, ...settings }: GivenInstance = {}): ClientInstance {
    this.#instances += 1;
    return new ClientInstance(environment ?? this.environment, {
      nameServers: this.world.nameServers,
      instanceName: name ?? `${this.topic}-${this.#instances}`,
      pollNameServerMs: 1_000,
      // The topic of retries comes with the first member: who does not know it yet looks again soon.
      rebalanceMs: 2_000,
      ...settings,
    });
  }

  get administration(): Administration {
    return new Administration(this.instance(), present(this.world.nameServers[0], 'a name server'));
  }

  async createTopic(queueCount: number, topic = this.topic): Promise<void> {
    await this.administration.createTopic({ topic, queueCount, order: false });
  }

  async producer(settings: Partial<ProducerSettings> = {}): Promise<Producer> {
    const producer = new Producer(this.instance(), {
      group: `${this.topic}-producers`,
      sendTimeoutMs: 10_000,
      ...settings,
    });
    await producer.start();
    this.#members.push(producer);
    return producer;
  }

  /** Sends one by one. */
  async send(producer: Producer, texts: readonly string[], more: Partial<MessageContent> = {}) {
    const receipts: SendReceipt[] = [];
    for (const text of texts) {
      const message = newMessage({ topic: this.topic, body: encodeText(text), ...more });
      const result = await producer.send(message);
      if (result.kind !== 'acknowledged') throw new Error(`the send was ${JSON.stringify(result)}`);
      receipts.push(result.receipt);
    }
    return receipts;
  }

  async consume(
    listener: MessageListener,
    settings: Partial<ConsumerSettings> = {},
    instance = this.instance(),
  ) {
    const consumer = new PushConsumer(
      instance,
      {
        group: `${this.topic}-group`,
        subscriptions: new Map([[this.topic, '*']]),
        consumeFrom: 'first-offset',
        ...settings,
      },
      listener,
    );
    await consumer.start();
    this.#members.push(consumer);
    return consumer;
  }

  /** A concurrent consumer that succeeds with everything. */
  async collect(settings: Partial<ConsumerSettings> = {}, instance = this.instance()): Promise<Collection> {
    const messages: StoredMessage[] = [];
    const consumer = await this.consume(
      {
        mode: 'concurrent',
        consume: async (some) => {
          messages.push(...some);
          return 'success';
        },
      },
      settings,
      instance,
    );
    return new Collection(consumer, messages);
  }

  keep(member: Member): void {
    this.#members.push(member);
  }

  pause(forMs: number): Promise<void> {
    return this.environment.timers.sleep(forMs, 'test');
  }

  get nowMs(): number {
    return this.environment.clock.wallMs();
  }

  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const endMs = this.nowMs + PATIENCE_MS;
    while (!(await holds())) {
      if (this.nowMs > endMs) throw new Error(`${this.topic}: not in time: ${what}`);
      await this.pause(LOOK_MS);
    }
  }

  /** Waits until the texts have come, in any order, each as often as it is named, and no other. */
  async untilGot(collection: Collection, ...texts: readonly string[]): Promise<void> {
    await this.until(`[${texts}], not [${collection.texts}]`, () => collection.texts.length >= texts.length);
    const [got, expected] = [collection.texts.toSorted().join(), texts.toSorted().join()];
    if (got !== expected) throw new Error(`${this.topic}: got [${got}], not [${expected}]`);
  }
}

export class Collection {
  readonly consumer: PushConsumer;
  readonly messages: readonly StoredMessage[];

  constructor(consumer: PushConsumer, messages: readonly StoredMessage[]) {
    this.consumer = consumer;
    this.messages = messages;
  }

  get texts(): readonly string[] {
    return this.messages.map(textOf);
  }
}

export function textOf({ body }: StoredMessage): string {
  return decodeText(body);
}

/** Plays a behaviour in a world that it shares with others. */
export function staged(
  arm: SharedMessagingArm,
  topic: string,
  body: (stage: Stage) => Promise<void>,
): () => Promise<void> {
  return () => arm.run((world) => Stage.play(world, topic, body));
}

/** Plays a behaviour in a world of its own. */
export function stagedAlone(
  arm: MessagingArm,
  topic: string,
  body: (stage: Stage<RestartableWorld>) => Promise<void>,
): () => Promise<void> {
  return () => arm.runAlone((world) => Stage.play(world, topic, body));
}
