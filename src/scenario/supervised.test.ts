import { expect, test } from 'vitest';
import { runTo, simulatedWorld } from '../../tests/simulated-world.ts';
import type { Environment } from '../environment/environment.ts';
import { loadConfig } from '../messaging/broker/config-file.ts';
import { SecondMaster } from '../messaging/broker/master-fence.ts';
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

async function configured({ disk }: Environment) {
  await loadConfig(disk, 'table', () => undefined);
  return { stop: async () => {} };
}

async function writer({ disk }: Environment) {
  const file = await disk.open('table.bak', 'create');
  file.write(0, new Uint8Array(1));
  file.close();
  return configured({ disk } as Environment);
}

test('a master that finds another one in its place is started again until that is gone', async () => {
  const world = simulatedWorld();
  let isTaken = true;
  const program = supervised(async () => {
    if (isTaken) throw new SecondMaster('broker-0', '10.0.0.2:10911');
    return { stop: async () => {} };
  });
  const machine = world.addMachine('machine', program);
  machine.start();
  await runTo(world, 5000);
  expect(machine.state).toBe('starting');
  isTaken = false;
  await runTo(world, 6500);
  expect([machine.state, machine.lives]).toEqual(['running', 1]);
});

test('a damaged configuration file is discarded where somebody does that, and nowhere else', async () => {
  for (const discardsDamaged of [false, true]) {
    const world = simulatedWorld();
    let isWritten = false;
    const program = supervised(
      async (environment) => {
        if (isWritten) return configured(environment);
        isWritten = true;
        return writer(environment);
      },
      { discardsDamaged },
    );
    const machine = world.addMachine('machine', program);
    machine.start();
    const run = runTo(world, 5000);
    if (discardsDamaged) await run;
    else await expect(run).rejects.toThrow('damaged configuration file');
    expect(machine.disk.paths()).toEqual(discardsDamaged ? [] : ['table.bak']);
  }
});

test('a program that fails for another reason is not', async () => {
  const world = simulatedWorld();
  const program = supervised(() => Promise.reject(new Error('a bug')));
  world.addMachine('machine', program).start();
  await expect(runTo(world, 5000)).rejects.toThrow('a bug');
});
