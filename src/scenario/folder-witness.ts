// Takes evidence of one store folder. It remembers the last records of the log as it has seen them, so that after a recovery it can say
// which of them are gone or changed.

import { readInt32 } from '../base/bytes.ts';
import type { DiskImage } from '../environment/disk.ts';
import { COMMON_AT } from '../messaging/message/record-layout.ts';
import { isQueued, SYSTEM_FLAG } from '../messaging/message/system-flag.ts';
import { readDispatchRecord } from '../messaging/store/dispatch-record.ts';
import { CUT_OFF, type CursorStep, LogCursor } from '../messaging/store/log-cursor.ts';
import type { StoreRecovered } from '../messaging/store/observations.ts';
import { QueueMap } from '../messaging/store/queue-map.ts';
import type { LogRecovered, QueueEnd, RecordEvidence, StoreEntry } from '../oracles/store-entry.ts';
import { StoreImage } from './store-image.ts';

/** After a recovery so many of the last records are looked at; the whole folder is checked when a run is at rest. */
const TAIL_RECORDS = 256;
const REMEMBERED_RECORDS = 4096;

type RecordStep = Extract<CursorStep, { kind: 'record' }>;

/** What a walk over the log after a recovery found. */
interface Walk {
  readonly tail: RecordEvidence[];
  readonly found: RecordEvidence[];
  damaged: LogRecovered['damaged'];
}

type RecoveredLog = Pick<StoreRecovered, 'endPosition' | 'shownUntil'>;

export class FolderWitness {
  readonly #image: StoreImage;
  /** Of the store: they are in the entries of delayed messages. */
  readonly #delayLevelsMs: readonly number[];
  readonly #record: (entry: StoreEntry) => void;
  /** Oldest first. */
  #records: RecordEvidence[] = [];
  /** So many of them are shown to readers. */
  #shown = 0;
  #end = 0;
  /** The log is not what its process takes it for: more evidence would only say the same. */
  #isBroken = false;
  /** Its bytes come from another log. */
  #isReplica = false;

  constructor(image: DiskImage, delayLevelsMs: readonly number[], record: (entry: StoreEntry) => void) {
    this.#image = new StoreImage(image);
    this.#delayLevelsMs = delayLevelsMs;
    this.#record = record;
  }

  /** The process says that the log has records up to here. */
  appended(end: number): void {
    if (this.#isBroken) return;
    const cursor = new LogCursor(this.#image, this.#end, { checkCrc: true, limit: end });
    for (let step = cursor.next(); step.kind !== 'end'; step = cursor.next()) {
      if (step.kind === 'corrupt') {
        this.#break(step.position, step.reason);
        return;
      }
      if (step.kind !== 'record') continue;
      this.#take(step);
    }
    this.#end = cursor.position;
    if (this.#end !== end) this.#break(this.#end, 'nothing was written');
  }

  /** The process says that bytes of another log are here; the last record may be there in part. */
  replicated(position: number, end: number): void {
    if (this.#isBroken) return;
    if (!this.#isReplica && this.#end === 0) this.#end = position;
    this.#isReplica = true;
    const cursor = new LogCursor(this.#image, this.#end, { checkCrc: true, limit: end });
    for (let step = cursor.next(); step.kind !== 'end'; step = cursor.next()) {
      if (step.kind === 'corrupt') {
        if (step.reason !== CUT_OFF) this.#break(step.position, step.reason);
        break;
      }
      if (step.kind === 'record') this.#take(step);
    }
    this.#end = cursor.position;
  }

  /** The process says that its log is durable up to here; of a copy, whole records count. */
  flushed(position: number): number {
    if (!this.#isReplica) return position;
    const last = this.#records.findLast((record) => record.position + record.recordSize <= position);
    return last === undefined ? 0 : last.position + last.recordSize;
  }

  /** The process says that readers can see the log's records up to the one at the position. */
  shown(position: number): void {
    if (this.#isBroken) return;
    for (
      let record = this.#records[this.#shown];
      record !== undefined && record.position <= position;
      record = this.#records[this.#shown]
    ) {
      this.#shown += 1;
      if (record.isQueued)
        this.#record({ kind: 'record-shown', record, unit: this.#image.unitAt(record, record.queueOffset) });
    }
    const last = this.#records[this.#shown - 1];
    if (last?.position !== position) this.#break(position, 'readers are shown a record that is not there');
  }

  /** A new process says that the log ends here, and how much of it readers see. */
  recovered({ endPosition: end, shownUntil }: RecoveredLog): void {
    this.#image.refresh();
    const first = this.#records.findIndex(({ position }) => position >= end);
    const kept = first < 0 ? this.#records : this.#records.slice(0, first);
    const lost = first < 0 ? [] : this.#records.slice(first);
    const walk = this.#walk(kept, end);
    this.#records = [...kept.filter(({ position }) => position >= this.#image.logStart), ...walk.found];
    const unshown = this.#records.findIndex(({ position }) => position >= shownUntil);
    this.#shown = unshown < 0 ? this.#records.length : unshown;
    this.#end = end;
    this.#isReplica = this.#isReplica && end > 0;
    this.#isBroken = walk.damaged !== undefined;
    this.#record({
      kind: 'log-recovered',
      endPosition: end,
      shownUntil,
      damaged: walk.damaged,
      lost,
      found: walk.found,
      tail: walk.tail
        .filter(({ position }) => position < shownUntil)
        .map((record) => ({ record, unit: this.#unitOf(record) })),
      queueEnds: this.#queueEnds(lost),
    });
  }

  /** Another disk. */
  wiped(): void {
    this.#records = [];
    this.#shown = 0;
    this.#end = 0;
    this.#isBroken = false;
    this.#isReplica = false;
  }

  #take(step: RecordStep): void {
    const record = evidenceOf(step, this.#delayLevelsMs);
    this.#remember(record);
    this.#record({ kind: 'record-stored', record });
  }

  #walk(kept: readonly RecordEvidence[], end: number): Walk {
    let index = Math.max(0, kept.length - TAIL_RECORDS);
    while ((kept[index]?.position ?? end) < this.#image.logStart) index += 1;
    const start = kept[index]?.position ?? Math.max(this.#image.logStart, Math.min(this.#end, end));
    const walk: Walk = { tail: [], found: [], damaged: undefined };
    const cursor = new LogCursor(this.#image, start, { checkCrc: true, limit: end });
    for (let step = cursor.next(); step.kind !== 'end'; step = cursor.next()) {
      if (step.kind === 'corrupt') return { ...walk, damaged: step };
      if (step.kind !== 'record') continue;
      const record = evidenceOf(step, this.#delayLevelsMs);
      const before = kept[index];
      index += 1;
      walk.tail.push(record);
      if (before === undefined) walk.found.push(record);
      else if (!isSame(record, before)) {
        return { ...walk, damaged: { position: step.position, reason: 'another record is there' } };
      }
    }
    if (cursor.position < end) walk.damaged = { position: cursor.position, reason: 'nothing is there' };
    return walk;
  }

  #unitOf(record: RecordEvidence) {
    return record.isQueued ? this.#image.unitAt(record, record.queueOffset) : undefined;
  }

  /** Of every queue that has or had a record that is remembered. */
  #queueEnds(lost: readonly RecordEvidence[]): readonly QueueEnd[] {
    const ends = new QueueMap<{ topic: string; queueId: number; endOffset: number }>();
    for (const { isQueued, topic, queueId, queueOffset } of [...lost].reverse()) {
      if (isQueued) ends.set(topic, queueId, { topic, queueId, endOffset: queueOffset });
    }
    for (const { isQueued, topic, queueId, queueOffset } of this.#records) {
      if (isQueued) ends.set(topic, queueId, { topic, queueId, endOffset: queueOffset + 1 });
    }
    return [...ends.values()].map(({ topic, queueId, endOffset }) => {
      return { topic, queueId, endOffset, unitBehind: this.#image.unitAt({ topic, queueId }, endOffset) };
    });
  }

  #remember(record: RecordEvidence): void {
    this.#records.push(record);
    if (this.#records.length < 2 * REMEMBERED_RECORDS) return;
    const forgotten = Math.min(this.#shown, REMEMBERED_RECORDS);
    this.#records.splice(0, forgotten);
    this.#shown -= forgotten;
  }

  #break(position: number, reason: string): void {
    this.#isBroken = true;
    this.#record({ kind: 'log-broken', position, reason });
  }
}

function evidenceOf(step: RecordStep, delayLevelsMs: readonly number[]): RecordEvidence {
  const record = readDispatchRecord(step, delayLevelsMs);
  return {
    topic: record.topic,
    queueId: record.queueId,
    queueOffset: record.queueOffset,
    position: step.position,
    recordSize: step.recordSize,
    bodyCrc: readInt32(step.bytes, step.start + COMMON_AT.bodyCrc),
    isBodyAsSent: (record.systemFlag & SYSTEM_FLAG.compressed) === 0,
    tagsCode: record.tagsCode,
    isQueued: isQueued(record.systemFlag),
  };
}

function isSame(record: RecordEvidence, before: RecordEvidence): boolean {
  return (
    record.position === before.position &&
    record.recordSize === before.recordSize &&
    record.bodyCrc === before.bodyCrc &&
    record.queueOffset === before.queueOffset &&
    record.queueId === before.queueId &&
    record.topic === before.topic &&
    record.tagsCode === before.tagsCode
  );
}
