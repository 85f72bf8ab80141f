// A register on three replicas; two answers are enough. One version answers before its disk has the value, which power losses reveal.

import { type Program, purpose, Simulation, type SimulationHost } from 'rocketmq-windtunnel/simulator';

export type Version = 'answers before the disk has it' | 'answers when the disk has it';
const PORT = 7000;

function replica(version: Version): Program {
  return async ({ disk, network }) => {
    const file = await disk.open('register', 'create');
    await disk.syncDirectory('');
    const answer = async ([question = 0, value = 0]: Uint8Array, from: string) => {
      const newest = Math.max(value, file.read(0, 1)[0] ?? 0);
      file.write(0, Uint8Array.of(newest));
      const synced = file.sync();
      if (version === 'answers when the disk has it') await synced;
      socket.send(from, Uint8Array.of(question, newest));
    };
    const socket = await network.bindDatagrams(PORT, (bytes, from) => void answer(bytes, from));
    return { stop: async () => {} };
  };
}

function client(hosts: readonly string[], tell: (bug: string) => void): Program {
  return async ({ network, timers }) => {
    const answers = new Map<string, number>();
    let question = 0;
    const socket = await network.bindDatagrams(PORT, ([number, value = 0], from) => {
      if (number === question) answers.set(from, value);
    });
    const ask = async (value: number): Promise<number> => {
      question = (question + 1) % 256;
      answers.clear();
      for (const host of hosts) socket.send(`${host}:${PORT}`, Uint8Array.of(question, value));
      await timers.sleep(2, 'answers');
      return answers.size >= 2 ? Math.max(...answers.values()) : await ask(value);
    };
    const work = async () => {
      for (let written = await ask(1); written < 200; written = await ask(written + 1)) {
        const read = await ask(0);
        if (read < written) tell(`read ${read} after the write of ${written} was acknowledged`);
      }
    };
    void work();
    return { stop: async () => {} };
  };
}

/** One run, the same for the same version and seed. It ends at the first read that misses an acknowledged write. */
export async function performRun(version: Version, seed: string, host: SimulationHost) {
  const simulation = new Simulation({ seed, host });
  const { kernel } = simulation;
  let bug = '';
  const tell = (found: string) => {
    bug = found;
    kernel.halt();
  };
  const replicas = [0, 1, 2].map((index) => simulation.addMachine(`replica-${index}`, replica(version)));
  const hosts = replicas.map((machine) => machine.host);
  const machines = [...replicas, simulation.addMachine('client', client(hosts, tell))];
  for (const machine of machines) machine.start();
  for (let ordinal = 0; ordinal < 10; ordinal += 1) {
    const atMs = ordinal * 100 + kernel.draws.below(80_000, purpose('power loss'), ordinal, 0) / 1000;
    simulation.at(atMs, { purpose: 'power loss', ordinal }, () => {
      for (const machine of replicas) machine.losePower();
    });
    simulation.at(atMs + 10, { purpose: 'power is back', ordinal }, () => {
      for (const machine of replicas) machine.start();
    });
  }
  await simulation.run({ untilMs: 1500 });
  return { seed, bug, digest: kernel.digest.value(), trace: kernel.trace.newest(8) };
}
