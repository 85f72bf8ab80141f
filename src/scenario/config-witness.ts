// Takes evidence of brokers' configuration files: what a process says that it saves, and what is on the disk when it is gone. It judges
// nothing.

import { decodeText } from '../base/bytes.ts';
import { hashBytes } from '../base/hash.ts';
import type { DiskImage } from '../environment/disk.ts';
import type { Observation } from '../environment/observation.ts';
import type { History } from '../history/history.ts';
import type { ConfigSave } from '../messaging/broker/observations.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { MachineEnd } from '../simulator/process-environment.ts';

export class ConfigWitness {
  readonly #history: History<MessageEntry>;
  readonly #disks: ReadonlyMap<string, DiskImage>;
  /** Paths that a machine has begun to save. */
  readonly #paths = new Map<string, Set<string>>();

  constructor(history: History<MessageEntry>, disks: ReadonlyMap<string, DiskImage>) {
    this.#history = history;
    this.#disks = disks;
  }

  observe(machine: string, observation: Observation): void {
    const { kind } = observation;
    if (kind !== 'broker.config-saving' && kind !== 'broker.config-saved') return;
    const { path, content } = observation as ConfigSave;
    const paths = this.#paths.get(machine) ?? new Set();
    this.#paths.set(machine, paths.add(path));
    const entryKind = kind === 'broker.config-saving' ? 'config-saving' : 'config-saved';
    this.#history.record(machine, { kind: entryKind, path, digest: hashBytes(content) });
  }

  ended(machine: string, end: MachineEnd): void {
    const disk = this.#disks.get(machine);
    if (disk === undefined || end === 'disk-wiped') return;
    for (const path of this.#paths.get(machine) ?? []) {
      const digest = readable(disk, path) ?? readable(disk, `${path}.bak`);
      this.#history.record(machine, { kind: 'config-left', path, digest, lostPower: end === 'power-lost' });
    }
  }
}

/** Hash of the file's content; undefined when a start would pass it over: missing, empty, or no JSON. */
function readable(disk: DiskImage, path: string): number | undefined {
  const bytes = disk.read(path, 0, disk.size(path) ?? 0);
  if (bytes === undefined || bytes.length === 0) return undefined;
  try {
    JSON.parse(decodeText(bytes));
  } catch {
    return undefined;
  }
  return hashBytes(bytes);
}
