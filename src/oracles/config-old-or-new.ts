// Promise: a configuration file holds what was saved last, or, when its process is gone in the middle of a save, what that save was to bring:
// never a part of it, and never nothing (facts 9.1 D12). Where files are overwritten in place that is promised of a process's first end in a
// save only, and nothing of a power loss (facts 2.15).
//
// Why it matters: a broker that starts with an empty table of offsets sends every group back to the beginning, and one with half a table of
// topics has lost the others.
//
// Smallest violating history: broker-0 has saved topics.json; its machine loses power; there is no topics.json.

import type { Recorded } from '../history/history.ts';
import { ConfigContents } from './config-contents.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Promises, Violation } from './oracle.ts';

const NAME = 'config-old-or-new';

class ConfigOldOrNewJudge implements Judge {
  readonly #promises: Promises;
  readonly #contents: ConfigContents;

  constructor(promises: Promises) {
    this.#promises = promises;
    this.#contents = new ConfigContents(promises);
  }

  hear(recorded: Recorded<MessageEntry>): Violation | undefined {
    const loss = this.#contents.hear(recorded);
    if (loss === undefined || loss.isLegal || !this.#promises.disksKeepWhatIsSynced) return undefined;
    const { path, digest, lostPower } = loss.left;
    const kind = digest === undefined ? 'nothing' : 'another content';
    return {
      oracle: NAME,
      message:
        `${recorded.machine} is left with ${kind} in ${path} by ${lostPower ? 'a power loss' : 'the end of its process'}: ` +
        'neither what was saved nor what was being saved',
      fingerprint: `${NAME}: ${kind}`,
    };
  }
}

export const configOldOrNew: Oracle = {
  name: NAME,
  doc: 'A configuration file holds what was saved last or what was being saved: never a part of it, and never nothing.',
  judge: (promises) => new ConfigOldOrNewJudge(promises),
};
