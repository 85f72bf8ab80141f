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

  test('is itself up to a moment and another one after it, also for who lives already', async () => {
    const runs = [undefined, 'one', 'one', 'two'].map(async (salt) => {
      const world = simulatedWorld({ traceWindow: { first: 1, last: 10_000 } });
      const drawn: number[] = [];
      for (const name of ['a', 'b']) {
        startMachine(world, name, async (environment) => {
          for (let turn = 0; turn < 100; turn += 1) {
            await environment.timers.sleep(1, 'pause');
            await environment.interleave('turn');
            if (name === 'a') drawn.push(environment.random.int32());
          }
        });
      }
      if (salt !== undefined) world.rekey({ atUs: 50_000, salt });
      await runTo(world, 1000);
      const trace = world.record().window;
      return { trace, drawn, before: trace.filter(({ timeUs }) => timeUs <= 50_000) };
    });
    const [whole, one, again, two] = await Promise.all(runs);
    expect(whole?.before.length).toBeGreaterThan(150);
    expect(one?.before).toEqual(whole?.before);
    expect(two?.before).toEqual(whole?.before);
    expect(again).toEqual(one);
    expect(new Set([whole, one, two].map((run) => JSON.stringify(run?.trace))).size).toBe(3);
    expect(one?.drawn.slice(0, 40)).toEqual(whole?.drawn.slice(0, 40));
    expect(one?.drawn.slice(60)).not.toEqual(whole?.drawn.slice(60));
    expect(one?.drawn.slice(60)).not.toEqual(two?.drawn.slice(60));
  });
});
