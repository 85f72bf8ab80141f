// Takes evidence of the copies of each log: each time a process says that its log has grown, or where it ends, this compares what is new with
// what the other copies have there. Bytes are read where they lie, and each once.

import type { DiskImage } from '../environment/disk.ts';
import type { Observation } from '../environment/observation.ts';
import type { History } from '../history/history.ts';
import type { PutConfirmed, ReplicationObservation } from '../messaging/replication/observations.ts';
import { LogCursor } from '../messaging/store/log-cursor.ts';
import type { StoreObservation } from '../messaging/store/observations.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Growth } from '../oracles/replica-entry.ts';
import type { MachineEnd } from '../simulator/process-environment.ts';
import { ProgressWitness } from './progress-witness.ts';
import { REPLICA_MARKS } from './replica-marks.ts';
import { StoreImage } from './store-image.ts';
import type { WitnessedWorld } from './witnesses.ts';

/** After a recovery so much of the end is compared again. */
const TAIL_BYTES = 65_536;

interface Replica {
  readonly machine: string;
  readonly brokerName: string;
  readonly image: StoreImage;
  start: number;
  end: number;
  /** Nobody knows what a power loss has left before a process has looked. */
  isKnown: boolean;
  /** An operator has put another one in its place: what it has goes with it. */
  isOut: boolean;
  /** A new process has not yet all that others had when it began. */
  isCatchingUp: boolean;
}

export class ReplicaWitness {
  readonly #history: History<MessageEntry>;
  readonly #mark: (mark: string) => void;
  readonly #replicas = new Map<string, Replica>();
  readonly #promoted = new Set<string>();
  readonly #begunAnew = new Set<string>();
  /** Machines of masters by broker name, where a slave has become one; a master's machine is named as its broker is before. */
  readonly #masters = new Map<string, string>();
  /** Where records end, by broker name. */
  readonly #recordEnds = new Map<string, Set<number>>();

  constructor(history: History<MessageEntry>, mark: (mark: string) => void) {
    this.#history = history;
    this.#mark = mark;
  }

  add(machine: string, brokerName: string, disk: DiskImage): void {
    const image = new StoreImage(disk);
    const nothing = { start: 0, end: 0 };
    this.#replicas.set(machine, {
      machine,
      brokerName,
      image,
      ...nothing,
      isKnown: true,
      isOut: false,
      isCatchingUp: false,
    });
    this.#recordEnds.set(brokerName, new Set());
  }

  observe(machine: string, observation: Observation): void {
    const { kind } = observation;
    if (!kind.startsWith('store.') && !kind.startsWith('replication.')) return;
    const replica = this.#replicas.get(machine);
    if (replica === undefined) return;
    const said = observation as StoreObservation | ReplicationObservation;
    switch (said.kind) {
      case 'store.appended':
        if (this.#promoted.has(machine)) this.#mark(REPLICA_MARKS.newMasterStored);
        if (this.#begunAnew.has(machine)) this.#mark(REPLICA_MARKS.begunAnew);
        this.#recordEnds.get(replica.brokerName)?.add(said.position + said.recordSize);
        this.#grown(replica, said.position + said.recordSize, 'append');
        break;
      case 'store.cut':
        this.#cut(replica, said.position);
        break;
      case 'store.replicated':
        this.#isCopyAgain(replica);
        if (replica.end === 0) replica.start = said.position;
        if (replica.end === 0) replica.end = said.position;
        this.#grown(replica, said.position + said.size, 'transfer');
        this.#hearTransfer(replica);
        break;
      case 'store.recovered':
        this.#recovered(replica, said.endPosition);
        break;
      case 'store.segment-condemned':
        replica.start = said.endPosition;
        break;
      case 'replication.confirmed':
        this.#hearWaited(replica, said);
        break;
      case 'replication.transfer-began':
        if (said.reported === 0 && said.from > 0) this.#mark(REPLICA_MARKS.beganAtLastSegment);
        break;
      case 'replication.master-left':
      case 'replication.transfer-ended':
        if (said.why === 'silent') this.#mark(REPLICA_MARKS.silence);
        break;
      default:
        break;
    }
  }

  /** An operator has replaced it: whatever it had more than the others counts no more. */
  replaced(machine: string, by: string): void {
    const replica = this.#replicas.get(machine);
    if (replica !== undefined) replica.isOut = true;
    this.#promoted.add(by);
    if (replica !== undefined) this.#masters.set(replica.brokerName, by);
    this.#mark(REPLICA_MARKS.promoted);
  }

  /** All copies of its log are lost. */
  lost(machine: string): void {
    this.#begunAnew.add(machine);
  }

  ended(machine: string, how: MachineEnd): void {
    const replica = this.#replicas.get(machine);
    if (replica === undefined) return;
    if (how === 'power-lost') replica.isKnown = false;
    if (how !== 'disk-wiped') return;
    replica.isOut = false;
    replica.start = 0;
    replica.end = 0;
    this.#say(replica, 'recovery');
  }

  /** Read while everything is there still. */
  #cut(replica: Replica, position: number): void {
    const { brokerName, image, machine } = replica;
    const master = this.#replicas.get(this.#masters.get(brokerName) ?? brokerName);
    if (master === undefined || master === replica) return;
    image.refresh();
    master.image.refresh();
    const start = Math.max(replica.start, master.start);
    const end = Math.min(replica.end, master.end);
    const partsAt = firstDifference(image, master.image, start, end) ?? end;
    const recordEnd = lastRecordEnd(image, replica.start, partsAt);
    this.#history.record(machine, { kind: 'replica-cut', brokerName, position, partsAt, recordEnd });
    this.#mark(REPLICA_MARKS.cut);
    replica.isOut = false;
    replica.end = position;
  }

  /** One that was replaced, and takes what its successor sends. */
  #isCopyAgain(replica: Replica): void {
    if (!replica.isOut) return;
    replica.isOut = false;
    this.#compare(replica, replica.start, 'transfer');
  }

  #grown(replica: Replica, end: number, after: Growth): void {
    const from = replica.end;
    replica.end = end;
    this.#say(replica, after);
    this.#compare(replica, from, after);
  }

  #hearTransfer(replica: Replica): void {
    if (this.#recordEnds.get(replica.brokerName)?.has(replica.end) !== true)
      this.#mark(REPLICA_MARKS.inPieces);
    if (!replica.isCatchingUp || this.#isBehind(replica)) return;
    replica.isCatchingUp = false;
    this.#mark(REPLICA_MARKS.caughtUp);
  }

  #isBehind({ brokerName, end }: Replica): boolean {
    return [...this.#replicas.values()].some((other) => other.brokerName === brokerName && other.end > end);
  }

  #recovered(replica: Replica, end: number): void {
    replica.image.refresh();
    replica.start = replica.image.logStart;
    replica.end = end;
    replica.isKnown = true;
    replica.isCatchingUp = this.#isBehind(replica);
    this.#say(replica, 'recovery');
    this.#compare(replica, Math.max(replica.start, end - TAIL_BYTES), 'recovery');
  }

  #hearWaited({ machine, brokerName }: Replica, { end, isReplicated }: PutConfirmed): void {
    if (!isReplicated) this.#mark(REPLICA_MARKS.timedOut);
    this.#history.record(machine, { kind: isReplicated ? 'put-confirmed' : 'put-given-up', brokerName, end });
  }

  #say({ machine, brokerName, start, end }: Replica, after: Growth): void {
    this.#history.record(machine, { kind: 'replica-extent', brokerName, start, end, after });
  }

  #compare(replica: Replica, from: number, after: Growth): void {
    const { machine, brokerName, isOut } = replica;
    if (isOut) return;
    for (const other of this.#replicas.values()) {
      if (other === replica || other.brokerName !== brokerName || !other.isKnown || other.isOut) continue;
      const position = firstDifference(
        replica.image,
        other.image,
        Math.max(from, other.start),
        Math.min(replica.end, other.end),
      );
      if (position === undefined) continue;
      this.#history.record(machine, {
        kind: 'replicas-differ',
        brokerName,
        other: other.machine,
        position,
        after,
      });
    }
  }
}

/** Undefined: none before the end. */
function firstDifference(one: StoreImage, other: StoreImage, start: number, end: number): number | undefined {
  let position = start;
  while (position < end) {
    const segmentEnd = Math.min(one.segmentEnd(position) ?? position, other.segmentEnd(position) ?? position);
    const length = Math.min(end, segmentEnd) - position;
    if (length <= 0) return position;
    const left = one.read(position, length);
    const right = other.read(position, length);
    for (let index = 0; index < length; index += 1) {
      if (left[index] !== right[index]) return position + index;
    }
    position += length;
  }
  return undefined;
}

function lastRecordEnd(image: StoreImage, start: number, until: number): number {
  const cursor = new LogCursor(image, start, { checkCrc: false, limit: until });
  let end = start;
  for (let step = cursor.next(); step.kind === 'record' || step.kind === 'blank'; step = cursor.next()) {
    if (cursor.position > until) break;
    end = cursor.position;
  }
  return end;
}

/** Of every broker that has slaves. */
export function watchReplicas({ simulation, cluster, history, mark }: WitnessedWorld): void {
  if (cluster.slaves.length === 0) return;
  const witness = new ReplicaWitness(history, mark);
  for (const { machine, brokerName } of cluster.posts) {
    witness.add(machine.name, brokerName, machine.disk);
  }
  const progress = new ProgressWitness(history);
  simulation.observe((machine, observation) => {
    witness.observe(machine, observation);
    progress.observe(machine, observation);
  });
  simulation.onEnd((machine, how) => {
    witness.ended(machine, how);
    progress.ended(machine);
  });
  history.onEntry(({ entry, machine }) => {
    if (entry.kind === 'slave-promoted') witness.replaced(entry.instead, machine);
    if (entry.kind === 'group-lost') witness.lost(machine);
  });
}
