import { expect, test } from 'vitest';
import { runTo, simulatedWorld } from '../../tests/simulated-world.ts';
import type { Environment } from '../environment/environment.ts';
import { supervised } from './supervised.ts';

async function reader({ disk }: Environment) {
  const file = await disk.open('table', 'create');
  file.read(0, 1);
  return { stop: async () => {} };
}

test('a program is started again until its disk lets it', async () => {
  const world = simulatedWorld();
  const machine = world.addMachine('machine', supervised(reader));
  const mend = machine.disk.faults.failReads({ chancePerMillion: 1_000_000 });
  machine.start();
  await runTo(world, 5000);
  expect([machine.state, machine.lives]).toEqual(['starting', 1]);
  mend();
  await runTo(world, 6500);
  expect([machine.state, machine.lives]).toEqual(['running', 1]);
});

test('a program that fails for another reason is not', async () => {
  const world = simulatedWorld();
  const program = supervised(() => Promise.reject(new Error('a bug')));
  world.addMachine('machine', program).start();
  await expect(runTo(world, 5000)).rejects.toThrow('a bug');
});
