import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';

describe('a simulated world', () => {
  test('two machines talk over a connection', async () => {
    const world = simulatedWorld();
    const heard: string[] = [];
    const server = startMachine(world, 'server', async ({ network }) => {
      await network.listen(80, (connection) => {
        connection.handle({
          data: (bytes) => void connection.write(bytes),
          closed: (reason) => void heard.push(reason),
        });
      });
    });
    startMachine(world, 'client', async ({ network, timers }) => {
      await timers.sleep(1, 'until the server listens');
      const connection = await network.connect(`${server.host}:80`, 1000);
      connection.handle({
        data: (bytes) => {
          heard.push(String(bytes));
          connection.close();
        },
        closed: (reason) => void heard.push(reason),
      });
      connection.write(new Uint8Array([1, 2, 3]));
    });
    expect(await runTo(world, 1000)).toEqual({ kind: 'idle' });
    expect(heard).toEqual(['1,2,3', 'local', 'ended']);
  });
});
