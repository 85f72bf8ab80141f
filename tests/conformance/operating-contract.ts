// What may be relied on when brokers come, go and refuse, simulated and real. Each row has a world of its own.

import { describe, expect, test } from 'vitest';
import { encodeText } from '../../src/base/bytes.ts';
import { broker } from '../../src/messaging/broker/broker.ts';
import type { BrokerOptions } from '../../src/messaging/broker/broker-options.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { RESPONSE_CODE } from '../../src/messaging/protocol/codes.ts';
import type { MessagingArm, RestartableWorld } from './messaging-world.ts';
import { type Stage, stagedAlone } from './stage.ts';

const ANY_PORT = 0;

type OwnStage = Stage<RestartableWorld>;

/** A second broker of the world, with a process of its own. */
async function launchBroker(stage: OwnStage, brokerName: string, options: Partial<BrokerOptions> = {}) {
  const own = await stage.world.newProcess(brokerName);
  const probe = await own.environment.network.listen(ANY_PORT, () => {});
  probe.close();
  const port = Number(probe.address.split(':')[1]);
  const { nameServers: nameServerAddresses } = stage.world;
  const store = { flush: 'synchronous' } as const;
  const program = broker({ brokerName, port, nameServerAddresses, store, ...options });
  const running = await program(own.environment);
  await stage.until(`${brokerName} is known`, async () => (await brokerNames(stage)).includes(brokerName));
  return { ...own, running };
}

async function brokerNames(stage: OwnStage): Promise<readonly string[]> {
  return (await stage.administration.brokers()).map(({ brokerName }) => brokerName);
}

export function operatingContract(arm: MessagingArm): void {
  const suite = arm.isShared ? describe.concurrent : describe;
  suite(`operating: ${arm.name}`, () => {
    test(
      'a broker registers, serves, is avoided when it fails, and is forgotten when it says goodbye',
      stagedAlone(arm, 'o-registration', async (stage) => {
        const second = await launchBroker(stage, 'broker-b');
        await stage.createTopic(2);
        const producer = await stage.producer();
        const served = new Set<string>();
        await stage.until('both serve', async () => {
          for (const { queue } of await stage.send(producer, ['m'])) served.add(queue.brokerName);
          return served.size === 2;
        });
        await second.kill();
        for (const { queue } of await stage.send(producer, ['m', 'm', 'm', 'm', 'm', 'm'])) {
          expect(queue.brokerName).toBe('broker-a');
        }
        const third = await launchBroker(stage, 'broker-c');
        await third.running.stop();
        await stage.until('goodbye', async () => !(await brokerNames(stage)).includes('broker-c'));
        await third.kill();
      }),
    );

    test(
      'a broker that may not create topics refuses those that it does not know',
      stagedAlone(arm, 'o-forbidden', async (stage) => {
        const strict = await launchBroker(stage, 'broker-b', { autoCreateTopic: false });
        await stage.createTopic(1);
        const producer = await stage.producer({ retryCount: 0 });
        const sendTo = (topic: string) =>
          producer.sendTo(
            { topic, brokerName: 'broker-b', queueId: 0 },
            newMessage({ topic, body: encodeText('m') }),
          );
        await stage.until('a route', async () => {
          await stage.send(producer, ['m']);
          return (await sendTo(stage.topic)).kind === 'acknowledged';
        });
        expect(await sendTo('o-forbidden-new')).toMatchObject({
          kind: 'rejected',
          failure: { reason: 'refused', code: RESPONSE_CODE.topicNotExist },
        });
        await strict.running.stop();
        await strict.kill();
      }),
    );

    test.each(['orderly', 'killed'] as const)('messages and committed offsets survive a restart: %s', (how) =>
      stagedAlone(arm, `o-restart-${how}`, async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        await stage.send(producer, ['a', 'b']);
        const first = await stage.collect();
        await stage.untilGot(first, 'a', 'b');
        await first.consumer.stop();
        await stage.send(producer, ['c']);
        const committed = new RegExp(`"${stage.topic}@${stage.topic}-group": ?{"?0"?: ?2}`);
        if (how === 'killed') {
          await stage.until('offsets on disk', async () =>
            committed.test(
              (await stage.world.brokerFile('store/config/consumerOffset.json')).replace(/\s/g, ''),
            ),
          );
        }
        await stage.world.end(how);
        await stage.world.start();
        await stage.untilGot(await stage.collect(), 'c');
        await stage.until('sends again', () =>
          stage.send(producer, ['d']).then(
            () => true,
            () => false,
          ),
        );
      })(),
    );

    test(
      'members that stay go on when the servers come back',
      stagedAlone(arm, 'o-stay', async (stage) => {
        await stage.createTopic(2);
        const producer = await stage.producer();
        await stage.send(producer, ['a']);
        const got = await stage.collect();
        await stage.untilGot(got, 'a');
        await stage.world.end('killed');
        await stage.world.start();
        await stage.until('sends again', () =>
          stage.send(producer, ['b']).then(
            () => true,
            () => false,
          ),
        );
        await stage.until('b', () => got.texts.includes('b'));
      }),
    );
  });
}
