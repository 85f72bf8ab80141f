// Takes evidence of what brokers remember of groups: whether what a group committed to one is still there when it writes its offsets down.

import type { Observation } from '../environment/observation.ts';
import type { History } from '../history/history.ts';
import { savedOffset } from '../messaging/broker/consumer-offsets.ts';
import type { ConfigSave, OffsetCommitted } from '../messaging/broker/observations.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';

const OFFSETS = '/consumerOffset.json';

export class ProgressWitness {
  readonly #history: History<MessageEntry>;
  /** The last commit for each queue of a group since the process began, by machine. */
  readonly #commits = new Map<string, Map<string, OffsetCommitted>>();

  constructor(history: History<MessageEntry>) {
    this.#history = history;
  }

  observe(machine: string, observation: Observation): void {
    if (observation.kind === 'broker.offset-committed') {
      this.#committed(machine, observation as OffsetCommitted);
    } else if (observation.kind === 'broker.config-saving') {
      const { path, content } = observation as ConfigSave;
      if (path.endsWith(OFFSETS)) this.#saving(machine, content);
    }
  }

  ended(machine: string): void {
    this.#commits.delete(machine);
  }

  #committed(machine: string, commit: OffsetCommitted): void {
    const commits = this.#commits.get(machine) ?? new Map<string, OffsetCommitted>();
    this.#commits.set(machine, commits.set(`${commit.topic}@${commit.group}/${commit.queueId}`, commit));
  }

  #saving(machine: string, content: Uint8Array): void {
    const commits = this.#commits.get(machine);
    if (commits === undefined) return;
    for (const [key, { group, topic, queueId, offset: from }] of commits) {
      const to = savedOffset(content, group, topic, queueId);
      if (to !== undefined && to >= from) continue;
      commits.delete(key);
      this.#history.record(machine, { kind: 'progress-taken-back', group, topic, queueId, from, to });
    }
  }
}
