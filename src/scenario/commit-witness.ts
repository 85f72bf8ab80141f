// Writes down each committed message that it finds in the log of a broker, also one that a process wrote and died before it could say so. It
// reads only what is new. Copies in other topics, of what failed and waits to come again, are none of its business.

import type { DiskImage } from '../environment/disk.ts';
import type { Observation } from '../environment/observation.ts';
import type { History } from '../history/history.ts';
import { PROPERTY } from '../messaging/message/properties.ts';
import { transactionState } from '../messaging/message/system-flag.ts';
import { isDeadLetterTopic, isRetryTopic } from '../messaging/message/topic-name.ts';
import { readDispatchRecord, SCHEDULE_TOPIC } from '../messaging/store/dispatch-record.ts';
import { type CursorStep, LogCursor } from '../messaging/store/log-cursor.ts';
import type { StoreObservation } from '../messaging/store/observations.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { CommitStored } from '../oracles/transfer-entry.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Simulation } from '../simulator/simulation.ts';
import { StoreImage } from './store-image.ts';

class CommitWitness {
  readonly #image: StoreImage;
  readonly #record: (entry: CommitStored) => void;
  /** What lies before it was looked at. */
  #end = 0;

  constructor(disk: DiskImage, record: (entry: CommitStored) => void) {
    this.#image = new StoreImage(disk);
    this.#record = record;
  }

  /** The log has records up to here. */
  reaches(end: number): void {
    const cursor = new LogCursor(this.#image, Math.min(this.#end, end), { checkCrc: false, limit: end });
    for (let step = cursor.next(); step.kind === 'record' || step.kind === 'blank'; step = cursor.next()) {
      const entry = step.kind === 'record' ? commitOf(step) : undefined;
      if (entry !== undefined) this.#record(entry);
    }
    this.#end = end;
  }

  /** A new process has opened the folder. */
  recovered(end: number): void {
    this.#image.refresh();
    this.reaches(end);
  }
}

/** Undefined: no committed message in its own topic. */
function commitOf(step: Extract<CursorStep, { kind: 'record' }>): CommitStored | undefined {
  const { topic, systemFlag, properties, position } = readDispatchRecord(step, []);
  if (transactionState(systemFlag) !== 'commit') return undefined;
  if (topic === SCHEDULE_TOPIC || isRetryTopic(topic) || isDeadLetterTopic(topic)) return undefined;
  return { kind: 'commit-stored', transaction: properties.get(PROPERTY.uniqueKey) ?? '', topic, position };
}

export function watchCommits(
  simulation: Simulation,
  brokers: readonly Machine[],
  history: History<MessageEntry>,
): void {
  const witnesses = new Map(
    brokers.map(({ name, disk }) => [name, new CommitWitness(disk, (entry) => history.record(name, entry))]),
  );
  simulation.observe((machine, observation: Observation) => {
    if (observation.kind !== 'store.appended' && observation.kind !== 'store.recovered') return;
    const said = observation as StoreObservation;
    if (said.kind === 'store.appended') witnesses.get(machine)?.reaches(said.position + said.recordSize);
    if (said.kind === 'store.recovered') witnesses.get(machine)?.recovered(said.endPosition);
  });
}
