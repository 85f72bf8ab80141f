// The journal on a disk that loses power, wherever that strikes.

import { expect, test } from 'vitest';
import { MicrotaskPump } from '../nodejs/microtask-pump.ts';
import type { Machine } from '../simulator/machine.ts';
import { Simulation } from '../simulator/simulation.ts';
import { OutboxJournal, type OutboxMessage } from './outbox-journal.ts';

const message = (ordinal: number): OutboxMessage => {
  return { key: 'k', ordinal, text: `text ${ordinal}`, uniqueKey: `u${ordinal}` };
};

interface Life {
  readonly owed: readonly string[];
  readonly wasTorn: boolean;
}

class JournalWorld {
  readonly simulation: Simulation;
  readonly machine: Machine;
  /** What each process found. */
  readonly lives: Life[] = [];
  /** Unique keys that are owed for certain, and those that are certainly sent. */
  readonly owed = new Set<string>();
  readonly sent = new Set<string>();

  constructor(seed: string) {
    this.simulation = new Simulation({ seed, host: new MicrotaskPump() });
    this.machine = this.simulation.addMachine('service', async ({ disk }) => {
      const journal = await OutboxJournal.open(disk);
      this.lives.push({ owed: journal.owed.map(({ uniqueKey }) => uniqueKey), wasTorn: journal.wasTorn });
      const first = this.lives.length * 100;
      for (let ordinal = first; ordinal < first + 6; ordinal += 1) {
        const { uniqueKey } = message(ordinal);
        await journal.owe(message(ordinal));
        this.owed.add(uniqueKey);
        if (ordinal % 2 === 0) continue;
        await journal.sent(uniqueKey, 'id');
        this.sent.add(uniqueKey);
      }
      return { stop: () => Promise.resolve() };
    });
  }

  async live(): Promise<void> {
    this.machine.start();
    await this.simulation.run({ untilMs: this.simulation.nowMs + 1_000 });
  }
}

const due = ({ owed, sent }: JournalWorld) => [...owed].filter((key) => !sent.has(key));

test('a later process finds what is owed and was not sent, in order', async () => {
  const world = new JournalWorld('in order');
  await world.live();
  world.machine.losePower();
  await world.live();
  expect(world.lives).toEqual([
    { owed: [], wasTorn: false },
    { owed: ['u100', 'u102', 'u104'], wasTorn: false },
  ]);
});

test('nothing that it has said is owed is ever lost, wherever the power goes', async () => {
  let torn = 0;
  for (let write = 1; write <= 9; write += 1) {
    for (const byte of [0, 3, 11, 40]) {
      const world = new JournalWorld(`power ${write} ${byte}`);
      world.machine.disk.faults.crashAtWrite(write, byte, 'power');
      await world.live();
      expect(world.machine.state).not.toBe('running');
      const dueBefore = due(world);
      const sentBefore = [...world.sent];
      await world.live();
      const found = world.lives.at(-1)?.owed ?? [];
      expect(found).toEqual(expect.arrayContaining(dueBefore));
      expect(found.filter((key) => sentBefore.includes(key))).toEqual([]);
      expect(found.length).toBeLessThanOrEqual(dueBefore.length + 1);
      if (world.lives.at(-1)?.wasTorn === true) torn += 1;
      world.machine.losePower();
      await world.live();
      expect(world.lives.at(-1)).toEqual({
        owed: expect.arrayContaining(due(world).filter((key) => key < 'u3')),
        wasTorn: false,
      });
    }
  }
  expect(torn).toBeGreaterThan(0);
});
