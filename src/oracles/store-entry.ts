// What a history says of stores: what was found on the disk of a broker at the moment when its process said that something is there,
// ended, or has recovered. Evidence is read from disks; what processes say only tells when to look.

export interface QueueName {
  readonly topic: string;
  readonly queueId: number;
}

/** A record of the commit log as its bytes say. */
export interface RecordEvidence extends QueueName {
  readonly queueOffset: number;
  readonly position: number;
  readonly recordSize: number;
  /** Of the body as it is stored. */
  readonly bodyCrc: number;
  /** False: compressed. Its checksum says nothing of what was sent and what consumers get. */
  readonly isBodyAsSent: boolean;
  readonly tagsCode: number;
  /** Prepared and rolled back messages belong to no queue. */
  readonly isQueued: boolean;
}

/** An entry of a consume queue. */
export interface UnitEvidence {
  readonly position: number;
  readonly recordSize: number;
  readonly tagsCode: number;
}

/** The next record of the log, directly behind the last or behind the blank end of a segment. */
export interface RecordStored {
  readonly kind: 'record-stored';
  readonly record: RecordEvidence;
}

/** The process said that a record is there, and it is not: from this position on there is none. */
export interface LogBroken {
  readonly kind: 'log-broken';
  readonly position: number;
  readonly reason: string;
}

/** The process shows the record to readers of its queue. */
export interface RecordShown {
  readonly kind: 'record-shown';
  readonly record: RecordEvidence;
  /** What its queue has at its offset; undefined without an entry. */
  readonly unit: UnitEvidence | undefined;
}

/** The process holds that the log is durable up to here. */
export interface LogFlushed {
  readonly kind: 'log-flushed';
  readonly position: number;
}

/** What befell a machine; its process may have been down already. */
export interface MachineEnded {
  readonly kind: 'machine-ended';
  readonly how: 'killed' | 'power-lost' | 'stopped' | 'disk-wiped';
}

/** The next entry of a queue, if there is one behind the last record that belongs to it. */
export interface QueueEnd extends QueueName {
  /** One past the offset of its last record. */
  readonly endOffset: number;
  readonly unitBehind: UnitEvidence | undefined;
}

/** A new process has found out what its log holds, and goes on from there. Of a long log, only the last records are looked at. */
export interface LogRecovered {
  readonly kind: 'log-recovered';
  /** Where the process goes on. */
  readonly endPosition: number;
  /** What is behind it readers are not shown yet; absent: they are shown everything. */
  readonly shownUntil?: number;
  /** The first place before the end that holds no record, or another one than it did. */
  readonly damaged: { readonly position: number; readonly reason: string } | undefined;
  /** Records that were there and lie at or behind the end. */
  readonly lost: readonly RecordEvidence[];
  /** Records that nobody said were there: a process died while it wrote them. */
  readonly found: readonly RecordEvidence[];
  /** The last records that readers are shown, with the entries of their queues. */
  readonly tail: readonly { readonly record: RecordEvidence; readonly unit: UnitEvidence | undefined }[];
  readonly queueEnds: readonly QueueEnd[];
}

export type StoreEntry = RecordStored | LogBroken | RecordShown | LogFlushed | MachineEnded | LogRecovered;

/** Text key of a queue of a broker for tables; broker-queues.ts needs none. */
export function queueKey(brokerName: string, { topic, queueId }: QueueName): string {
  return `${brokerName}/${topic}/${queueId}`;
}
