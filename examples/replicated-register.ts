// A register on three replicas, and a client that writes and reads it, goes on when enough of them have answered, and believes the newest
// answer. Two of three are enough, one is not; and a replica must not answer before its disk has the value.

import {
  type Observation,
  type Program,
  partition,
  purpose,
  Simulation,
  type SimulationHost,
} from 'rocketmq-windtunnel/simulator';

export type Version = { readonly name: string; readonly enough: number; readonly waits: boolean };
export const VERSIONS: readonly Version[] = [
  { name: 'one answer is enough', enough: 1, waits: true },
  { name: 'answers before the disk has it', enough: 2, waits: false },
  { name: 'two of three, on disk', enough: 2, waits: true },
];
type Result = Observation & { readonly value: number };
const PORT = 7000;

function replica({ waits }: Version): Program {
  return async ({ disk, network }) => {
    const file = await disk.open('register', 'create');
    await disk.syncDirectory('');
    const answer = async ([question = 0, value = 0]: Uint8Array, from: string) => {
      const known = file.read(0, 1)[0] ?? 0;
      if (value > known) file.write(0, Uint8Array.of(value));
      const synced = file.sync();
      if (waits) await synced;
      socket.send(from, Uint8Array.of(question, Math.max(value, known)));
    };
    const socket = await network.bindDatagrams(PORT, (bytes, from) => void answer(bytes, from));
    return { stop: async () => {} };
  };
}

function client({ enough }: Version, hosts: readonly string[]): Program {
  return async (environment) => {
    const { network, timers } = environment;
    const tell = (kind: string, value: number) => environment.observe({ kind, value } as Result);
    const answers = new Map<string, number>();
    let question = 0;
    let answered = () => {};
    const socket = await network.bindDatagrams(PORT, ([number, value = 0], from) => {
      if (number === question && answers.set(from, value).size === enough) answered();
    });
    const ask = async (value: number) => {
      question = (question + 1) % 256;
      answers.clear();
      for (const host of hosts) socket.send(`${host}:${PORT}`, Uint8Array.of(question, value));
      const enoughAnswers = new Promise<void>((resolve) => {
        answered = resolve;
      });
      await Promise.race([enoughAnswers, timers.sleep(50, 'patience')]);
      return answers.size < enough ? undefined : Math.max(...answers.values());
    };
    const work = async () => {
      for (let value = 1; value <= 120; value += 1) {
        if ((await ask(value)) !== undefined) tell('acknowledged', value);
        let read = await ask(0);
        while (read === undefined) read = await ask(0);
        tell('read', read);
        await timers.sleep(5, 'pause');
      }
    };
    void work();
    return { stop: async () => {} };
  };
}

/** One run: the same for the same version and seed. It ends at the first read that misses an acknowledged write. */
export async function performRun(version: Version, seed: string, host: SimulationHost) {
  const simulation = new Simulation({ seed, host });
  const { kernel, fabric } = simulation;
  const replicas = [0, 1, 2].map((index) => simulation.addMachine(`replica-${index}`, replica(version)));
  const hosts = replicas.map((machine) => machine.host);
  for (const machine of [...replicas, simulation.addMachine('client', client(version, hosts))])
    machine.start();
  let [acknowledged, bug] = [0, ''];
  simulation.observe((_machine, observation) => {
    const { kind, value } = observation as Result;
    if (kind === 'acknowledged') acknowledged = value;
    else if (value < acknowledged) bug = `read ${value} after the write of ${acknowledged} was acknowledged`;
    if (bug !== '') kernel.halt();
  });
  for (let ordinal = 0; ordinal < 10; ordinal += 1) {
    const draw = (what: string, bound: number) => kernel.draws.below(bound, purpose(what), ordinal, 0);
    const startMs = ordinal * 100 + draw('start', 50_000) / 1000;
    const alone = new Set([draw('victim', 3)]);
    const others = new Set([0, 1, 2, 3].filter((machine) => !alone.has(machine)));
    let heal = () => {};
    simulation.at(startMs, { purpose: 'trouble', ordinal }, () => {
      if (draw('kind', 2) === 0) for (const machine of replicas) machine.losePower();
      else heal = fabric.addRule(partition(alone, others));
    });
    simulation.at(startMs + 40, { purpose: 'heal', ordinal }, () => {
      heal();
      for (const machine of replicas) if (machine.state === 'down') machine.start();
    });
  }
  await simulation.run({ untilMs: 1500 });
  return { seed, bug, digest: kernel.digest.value(), trace: kernel.trace.newest(8) };
}
