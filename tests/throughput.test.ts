// The bench of the happy path must go on holding when oracles are added to the scenario whose oracles it borrows.

import { expect, test } from 'vitest';
import { runThroughput } from '../bench/throughput.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';

test('the happy path of the bench holds, every message acknowledged and delivered once', async () => {
  const world = { host: new MicrotaskPump(), seconds: () => 0, heapBytes: () => 0 };
  const outcome = await runThroughput(world, { senders: 8, requests: 10, messagesPerRequest: 2 });
  expect(outcome.messages).toBe(160);
  expect(outcome.wireBytesPerMessage).toBeGreaterThan(344);
});
