// Takes evidence of what brokers' stores do: each time a process says that something is in its store, this looks at the disk and writes
// down what is really there. It judges nothing, and reads only what is new, and a bounded tail after a recovery.

import type { DiskImage } from '../environment/disk.ts';
import type { Observation } from '../environment/observation.ts';
import type { History } from '../history/history.ts';
import type { StoreObservation } from '../messaging/store/observations.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { MachineEnded } from '../oracles/store-entry.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import { ConfigWitness } from './config-witness.ts';
import { FolderWitness } from './folder-witness.ts';

export class StoreWitness {
  readonly #history: History<MessageEntry>;
  readonly #folders = new Map<string, FolderWitness>();

  constructor(
    history: History<MessageEntry>,
    disks: ReadonlyMap<string, DiskImage>,
    delayLevelsMs: readonly number[],
  ) {
    this.#history = history;
    for (const [name, disk] of disks) {
      const folder = new FolderWitness(disk, delayLevelsMs, (entry) => history.record(name, entry));
      this.#folders.set(name, folder);
    }
  }

  observe(machine: string, observation: Observation): void {
    if (!observation.kind.startsWith('store.')) return;
    const folder = this.#folders.get(machine);
    if (folder === undefined) return;
    const said = observation as StoreObservation;
    switch (said.kind) {
      case 'store.appended':
        folder.appended(said.position + said.recordSize);
        break;
      case 'store.replicated':
        folder.replicated(said.position, said.position + said.size);
        break;
      case 'store.dispatched':
        folder.shown(said.position);
        break;
      case 'store.flushed':
        this.#history.record(machine, { kind: 'log-flushed', position: folder.flushed(said.position) });
        break;
      case 'store.recovered':
        folder.recovered(said);
        break;
      case 'store.segment-condemned':
        this.#history.record(machine, { ...said, kind: 'segment-removed' });
        break;
      case 'store.queue-bounds':
        this.#history.record(machine, { ...said, kind: 'queue-bounds' });
        break;
      default:
        break;
    }
  }

  ended(machine: string, how: MachineEnded['how']): void {
    if (how === 'disk-wiped') this.#folders.get(machine)?.wiped();
    this.#history.record(machine, { kind: 'machine-ended', how });
  }
}

/** Takes evidence of the brokers' stores for as long as the simulation runs. */
export function watchStores(
  simulation: Simulation,
  { stores: keepers, slaves, delayLevelsMs }: Pick<Cluster, 'stores' | 'slaves' | 'delayLevelsMs'>,
  history: History<MessageEntry>,
): void {
  for (const { name } of slaves) history.record(name, { kind: 'slave-noted' });
  const disks = new Map(keepers.map(({ name, disk }) => [name, disk]));
  const stores = new StoreWitness(history, disks, delayLevelsMs);
  for (const witness of [stores, new ConfigWitness(history, disks)]) {
    simulation.observe((machine, observation) => witness.observe(machine, observation));
    simulation.onEnd((machine, how) => witness.ended(machine, how));
  }
}
