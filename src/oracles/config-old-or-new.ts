// Promise: a configuration file holds what was saved last, or, when its process is gone in the middle of a save, what that save was to bring:
// never a part of it, and never nothing (facts 9.1 D12).
//
// Why it matters: a broker that starts with an empty table of offsets sends every group back to the beginning, and one with half a table of
// topics has lost the others.
//
// Smallest violating history: broker-0 has saved topics.json; its machine loses power; there is no topics.json.

import type { Recorded } from '../history/history.ts';
import type { ConfigLeft } from './config-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';

const NAME = 'config-old-or-new';

class ConfigOldOrNewJudge implements Judge {
  readonly #promises: Promises;
  /** Hashes of what may be there, by broker and path; undefined stands for no file. */
  readonly #allowed = new Map<string, Set<number | undefined>>();

  constructor(promises: Promises) {
    this.#promises = promises;
  }

  hear({ entry, machine }: Recorded<MessageEntry>): Violation | undefined {
    switch (entry.kind) {
      case 'config-saving':
        this.#allowedAt(machine, entry.path).add(entry.digest);
        return undefined;
      case 'config-saved':
        this.#allowed.set(`${machine}/${entry.path}`, new Set([entry.digest]));
        return undefined;
      case 'config-left':
        return this.#hearLeft(machine, entry);
      default:
        return undefined;
    }
  }

  #hearLeft(broker: string, { path, digest, lostPower }: ConfigLeft): Violation | undefined {
    if (!this.#promises.disksKeepWhatIsSynced) return undefined;
    if (this.#allowedAt(broker, path).has(digest)) {
      // What only the page cache held can still go with the power.
      if (lostPower) this.#allowed.set(`${broker}/${path}`, new Set([digest]));
      return undefined;
    }
    const kind = digest === undefined ? 'nothing' : 'another content';
    return {
      oracle: NAME,
      message:
        `${broker} is left with ${kind} in ${path} by ${lostPower ? 'a power loss' : 'the end of its process'}: ` +
        'neither what was saved nor what was being saved',
      fingerprint: `${NAME}: ${kind}`,
    };
  }

  #allowedAt(broker: string, path: string): Set<number | undefined> {
    const key = `${broker}/${path}`;
    let allowed = this.#allowed.get(key);
    if (allowed === undefined) {
      allowed = new Set([undefined]);
      this.#allowed.set(key, allowed);
    }
    return allowed;
  }
}

export const configOldOrNew: Oracle = {
  name: NAME,
  doc: 'A configuration file holds what was saved last or what was being saved: never a part of it, and never nothing.',
  judge: (promises) => new ConfigOldOrNewJudge(promises),
};
