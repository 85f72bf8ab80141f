// A world of tiny servers and clients for tests of fault classes. One fault strikes it, and three windows of its journal show the time before,
// during and after: a class that does nothing leaves them alike.

import { runTo, simulatedWorld } from '../../../../tests/simulated-world.ts';
import type { Machine } from '../../machine.ts';
import type { Fault } from '../fault.ts';
import type { FaultWorld } from '../fault-class.ts';
import { FaultInjector } from '../fault-injector.ts';
import { Holds } from '../holds.ts';
import { Journal, type Window } from './journal.ts';
import { probeClient } from './probe-client.ts';
import { LOG, probeServer, RECORD_BYTES } from './probe-server.ts';

const SERVERS = 3;
const CLIENTS = 2;
const BEGIN_MS = 1000;
const HEAL_MS = 4000;
/** Streams that were cut off send again after at most a few seconds. */
const RECOVERED_MS = 9000;
const END_MS = 10_000;

const BEFORE_MS = 700;
const DURING_MS = 2000;

/** What a machine noticed before the fault, while it lasted, and after heal. */
export interface Seen {
  readonly before: Window;
  readonly during: Window;
  readonly after: Window;
  readonly episodes: number;
  readonly descriptions: readonly string[];
  readonly world: ProbeWorld;
}

export class ProbeWorld implements FaultWorld {
  readonly simulation;
  readonly journal = new Journal();
  readonly holds: Holds;
  readonly servers: readonly Machine[];
  readonly clients: readonly Machine[];

  constructor(seed: string) {
    this.simulation = simulatedWorld({ seed });
    this.journal.watch(this.simulation);
    this.holds = new Holds((machine) => this.journal.note(machine, 'ended'));
    const servers = Array.from({ length: SERVERS }, (_, index) =>
      this.simulation.addMachine(`server-${index}`, probeServer(this.journal)),
    );
    const hosts = servers.map(({ host }) => host);
    this.servers = servers;
    this.clients = Array.from({ length: CLIENTS }, (_, index) =>
      this.simulation.addMachine(`client-${index}`, probeClient(this.journal, hosts)),
    );
  }

  group(name: string): readonly Machine[] {
    if (name === 'server') return this.servers;
    return name === 'client' ? this.clients : [...this.servers, ...this.clients];
  }

  /** Runs to the time, and notes just before it what lies on the disks, whether or not their processes run. */
  async runAndLook(untilMs: number): Promise<void> {
    await runTo(this.simulation, untilMs - 1);
    for (const { name, disk } of this.servers) {
      this.journal.note(name, 'files on disk', disk.paths().length);
      this.journal.note(name, 'odd bytes in the log', (disk.size(LOG) ?? 0) % RECORD_BYTES);
    }
    await runTo(this.simulation, untilMs);
  }
}

/** Faults count their time from the first second; heal comes three seconds later. */
export async function probe(faults: readonly Fault[], seed = 'probe'): Promise<Seen> {
  const world = new ProbeWorld(seed);
  for (const machine of world.group('any')) machine.start();
  await world.runAndLook(BEGIN_MS);
  const descriptions: string[] = [];
  const injector = new FaultInjector(world, {
    faultBegan: (_, description) => descriptions.push(description),
    faultEnded: () => {},
  });
  injector.schedule(faults.map((fault, slot) => ({ slot, fault })));
  await world.runAndLook(BEGIN_MS + DURING_MS);
  await runTo(world.simulation, HEAL_MS);
  injector.heal();
  await world.runAndLook(END_MS);
  return {
    before: world.journal.window(BEGIN_MS - BEFORE_MS, BEGIN_MS),
    during: world.journal.window(BEGIN_MS, BEGIN_MS + DURING_MS),
    after: world.journal.window(RECOVERED_MS, END_MS),
    episodes: injector.episodes.length,
    descriptions,
    world,
  };
}
