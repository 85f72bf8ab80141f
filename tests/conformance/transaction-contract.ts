// What producers of transactions may rely on, simulated and real.

import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import type { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { type MessageContent, newMessage } from '../../src/messaging/client/new-message.ts';
import {
  type LocalTransactionState,
  TransactionProducer,
} from '../../src/messaging/client/transaction-producer.ts';
import { PROPERTY } from '../../src/messaging/message/properties.ts';
import { cleanUnusedTopics } from '../../src/messaging/protocol/clean-store.ts';
import { RESPONSE_CODE } from '../../src/messaging/protocol/codes.ts';
import { RemotingClient } from '../../src/messaging/remoting/remoting-client.ts';
import {
  type MessagingArm,
  type MessagingWorld,
  type SharedMessagingArm,
  TRANSACTIONS,
} from './messaging-world.ts';
import { type Stage, staged, stagedAlone, textOf } from './stage.ts';

const GIVEN_UP = 'TRANS_CHECK_MAX_TIME_TOPIC';
/** Long enough for checks of all that is open. */
const SEVERAL_CHECKS_MS = 3 * (TRANSACTIONS.timeoutMs + TRANSACTIONS.checkIntervalMs);
/** What is resolved is written down by then, and nobody is asked about anything yet. */
const WRITTEN_MS = 4 * TRANSACTIONS.operationBatchIntervalMs;

type State = LocalTransactionState | 'dies';
type Answer = (text: string) => LocalTransactionState;

/** A bank that ends its transactions as it is told, and answers checks. One that dies never comes back from its local transaction. */
class Bank {
  readonly began: string[] = [];
  readonly checked: string[] = [];
  readonly #topic: string;
  readonly #producer: TransactionProducer<State>;

  constructor(topic: string, instance: ClientInstance, answer: Answer) {
    this.#topic = topic;
    const settings = { group: `${topic}-banks`, sendTimeoutMs: 10_000 };
    this.#producer = new TransactionProducer<State>(instance, settings, {
      executeLocalTransaction: (message, state) => {
        this.began.push(decodeText(message.body));
        return state === 'dies' ? new Promise<never>(() => {}) : state;
      },
      checkLocalTransaction: (message) => {
        this.checked.push(textOf(message));
        return answer(textOf(message));
      },
    });
  }

  start(): Promise<void> {
    return this.#producer.start();
  }

  stop(): Promise<void> {
    return this.#producer.stop();
  }

  transfer(text: string, state: State, more: Partial<MessageContent> = {}) {
    const message = newMessage({ topic: this.#topic, body: encodeText(text), ...more });
    return this.#producer.sendMessageInTransaction(message, state);
  }
}

const nobody: Answer = () => 'unknown';

async function openBank<World extends MessagingWorld>(stage: Stage<World>, answer: Answer): Promise<Bank> {
  const bank = new Bank(stage.topic, stage.instance(), answer);
  await bank.start();
  stage.keep(bank);
  return bank;
}

/** A bank in a process of its own, which ends in the middle of a transfer. */
async function dieMidway<World extends MessagingWorld>(
  stage: Stage<World>,
  text: string,
  more: Partial<MessageContent> = {},
): Promise<void> {
  const { environment, kill } = await stage.world.newProcess(`${stage.topic}-dying`);
  const bank = new Bank(stage.topic, stage.instance({ environment }), nobody);
  await bank.start();
  void bank.transfer(text, 'dies', more);
  await stage.until('a local transaction', () => bank.began.length > 0);
  await kill();
}

export function transactionContract(arm: SharedMessagingArm): void {
  const suite = arm.isShared ? describe.concurrent : describe;
  suite(`transactions: ${arm.name}`, () => {
    test(
      'what is committed is seen, what is rolled back never, and nobody is asked about either',
      staged(arm, 't-ends', async (stage) => {
        await stage.createTopic(1);
        const bank = await openBank(stage, () => 'commit');
        const got = await stage.collect();
        const states = [await bank.transfer('no', 'rollback'), await bank.transfer('yes', 'commit')];
        expect(states).toMatchObject([
          { kind: 'ended', state: 'rollback' },
          { kind: 'ended', state: 'commit' },
        ]);
        await stage.untilGot(got, 'yes');
        await stage.pause(SEVERAL_CHECKS_MS);
        expect(got.texts).toEqual(['yes']);
        expect(bank.checked).toEqual([]);
      }),
    );

    test(
      'what its producer does not know is hidden until a check is answered',
      staged(arm, 't-unknown', async (stage) => {
        await stage.createTopic(1);
        const bank = await openBank(stage, (text) => (text === 'yes' ? 'commit' : 'rollback'));
        const got = await stage.collect();
        await bank.transfer('no', 'unknown');
        await bank.transfer('yes', 'unknown');
        expect(got.texts).toEqual([]);
        await stage.untilGot(got, 'yes');
        await stage.until('both checks', () => bank.checked.includes('no'));
        await stage.pause(SEVERAL_CHECKS_MS);
        expect(got.texts).toEqual(['yes']);
        expect(bank.checked.toSorted()).toEqual(['no', 'yes']);
      }),
    );

    test(
      'another producer of the group answers when the process of the first has died',
      staged(arm, 't-another', async (stage) => {
        await stage.createTopic(1);
        const second = await openBank(stage, () => 'commit');
        const got = await stage.collect();
        await dieMidway(stage, 'orphan');
        await stage.untilGot(got, 'orphan');
        expect(second.began).toEqual([]);
        expect(second.checked).toEqual(['orphan']);
      }),
    );

    test(
      'a cleanup of unused topics makes no broker forget what is resolved',
      staged(arm, 't-cleanup', async (stage) => {
        await stage.createTopic(1);
        const bank = await openBank(stage, nobody);
        await bank.transfer('open', 'unknown');
        await bank.transfer('yes', 'commit');
        await stage.pause(WRITTEN_MS);
        const client = new RemotingClient(stage.environment);
        const options = { timeoutMs: 10_000 };
        const { code } = await client.call(stage.world.brokerAddress, cleanUnusedTopics, {}, options);
        await client.close();
        expect(code).toBe(RESPONSE_CODE.success);
        const got = await stage.collect();
        await stage.untilGot(got, 'yes');
        await stage.pause(SEVERAL_CHECKS_MS);
        expect(bank.checked).toContain('open');
        expect(bank.checked).not.toContain('yes');
        expect(got.texts).toEqual(['yes']);
      }),
    );

    test(
      'a delay level is dropped',
      staged(arm, 't-delay', async (stage) => {
        await stage.createTopic(1);
        const bank = await openBank(stage, nobody);
        const got = await stage.collect();
        await bank.transfer('at once', 'commit', { delayLevel: 2 });
        await stage.untilGot(got, 'at once');
        for (const { properties, storeTimestampMs, bornTimestampMs } of got.messages) {
          expect(properties.has(PROPERTY.delayLevel)).toBe(false);
          expect(storeTimestampMs - bornTimestampMs).toBeLessThan(1_990);
        }
      }),
    );

    test(
      'what nobody ever knows is given up after its last check, and never seen',
      staged(arm, 't-given-up', async (stage) => {
        await stage.createTopic(1);
        const bank = await openBank(stage, nobody);
        const got = await stage.collect();
        await bank.transfer('forgotten', 'unknown');
        await stage.until('given up', async () => {
          return (await stage.administration.messages(GIVEN_UP, 100)).map(textOf).includes('forgotten');
        });
        await stage.pause(SEVERAL_CHECKS_MS);
        expect(bank.checked).toEqual(Array(TRANSACTIONS.maxChecks).fill('forgotten'));
        expect(got.texts).toEqual([]);
      }),
    );
  });
}

/** Rows that end the servers. */
export function transactionRestartContract(arm: MessagingArm): void {
  const suite = arm.isShared ? describe.concurrent : describe;
  suite(`transactions and restarts: ${arm.name}`, () => {
    test.each(['orderly', 'killed'] as const)('half messages survive a restart of the broker: %s', (how) =>
      stagedAlone(arm, `t-restart-${how}`, async (stage) => {
        await stage.createTopic(1);
        // Nobody is there to be asked for a while: those checks would count.
        const properties = new Map([[PROPERTY.checkImmunityTimeInSeconds, '8']]);
        await dieMidway(stage, 'survivor', { properties });
        await stage.world.end(how);
        await stage.world.start();
        const second = await openBank(stage, () => 'commit');
        await stage.untilGot(await stage.collect(), 'survivor');
        expect(second.checked).toEqual(['survivor']);
      })(),
    );
  });
}
