// Where a new group begins, simulated and real. Only of brokers that keep next to nothing in memory: others let a group begin at the first
// message of a young queue, whatever it wishes (ConsumerManageProcessor.java).

import { describe, expect, test } from 'vitest';
import type { SharedMessagingArm } from './messaging-world.ts';
import { staged } from './stage.ts';

export function beginningContract(arm: SharedMessagingArm): void {
  const suite = arm.isShared ? describe.concurrent : describe;
  suite(`beginning: ${arm.name}`, () => {
    test(
      'a new group begins at the first message, at the last, or at a time',
      staged(arm, 'c-from', async (stage) => {
        await stage.createTopic(1);
        const producer = await stage.producer();
        await stage.send(producer, ['oldest']);
        await stage.pause(50);
        const consumeFromMs = stage.nowMs;
        await stage.pause(50);
        await stage.send(producer, ['older', 'old']);
        const from = (group: string, more: object) => stage.collect({ group: `c-from-${group}`, ...more });
        const all = await from('first', { consumeFrom: 'first-offset' });
        const some = await from('time', { consumeFrom: 'timestamp', consumeFromMs });
        await stage.untilGot(all, 'oldest', 'older', 'old');
        await stage.untilGot(some, 'older', 'old');
        const none = await from('last', { consumeFrom: 'last-offset' });
        await stage.until('its place', async () => {
          await stage.send(producer, ['new']);
          await stage.pause(200);
          return none.texts.length > 0;
        });
        expect(new Set(none.texts)).toEqual(new Set(['new']));
      }),
    );
  });
}
