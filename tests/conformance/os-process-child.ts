// What a process of the operating system does in os-process.test.ts, by its role.

import { createNodeEnvironment } from '../../src/nodejs/node-environment.ts';

const [role = '', directory = ''] = process.argv.slice(2);

function openEnvironment() {
  return createNodeEnvironment({ name: role, directory, host: '127.0.0.1' });
}

const ROLES: Readonly<Record<string, () => Promise<void>>> = {
  /** A lane task throws; other work goes on. */
  async 'failing-lane'() {
    const environment = openEnvironment();
    environment.timers.every(1, 1, 'work', () => {});
    const lane = environment.lanes.open({ name: 'send', workers: 1, queueBound: 1 });
    lane.submit(async () => {
      await environment.interleave('test');
      throw new Error('a bug of a lane task');
    });
  },
  async 'failing-timer'() {
    const environment = openEnvironment();
    environment.timers.every(1, 1, 'work', () => {});
    environment.timers.once(5, 'sweep', () => {
      throw new Error('a bug of a timer');
    });
  },
  /** Holds everything open that there is, and lets go of it. */
  async closing() {
    const environment = openEnvironment();
    const { network, timers, disk } = environment;
    const listener = await network.listen(0, (connection) => connection.handle({ data() {}, closed() {} }));
    const connection = await network.connect(listener.address, 1000);
    connection.handle({ data() {}, closed() {} });
    await network.bindDatagrams(0, () => {});
    timers.every(10, 10, 'work', () => {});
    timers.once(3_600_000, 'in an hour', () => {});
    const file = await disk.open('log', 'create');
    const syncing = file.sync();
    await environment.close();
    process.stdout.write('closed\n');
    await Promise.race([syncing, Promise.resolve()]);
  },
  async echo() {
    const listener = await openEnvironment().network.listen(0, (connection) => {
      connection.handle({ data: (bytes) => void connection.write(bytes), closed() {} });
    });
    process.stdout.write(`${listener.address}\n`);
  },
};

ROLES[role]?.().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 70;
});
