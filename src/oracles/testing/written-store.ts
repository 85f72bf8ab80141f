// Evidence of stores, written by hand for tests of oracles. Every record has 100 bytes and lies in queue 0 of broker-0.

import type { MessageEntry } from '../message-entry.ts';
import type { LogRecovered, MachineEnded, RecordEvidence, UnitEvidence } from '../store-entry.ts';

export const RECORD_BYTES = 100;

/** The record at a position, which is its offset times 100 unless said otherwise. */
export function record(position: number, differently: Partial<RecordEvidence> = {}): RecordEvidence {
  return {
    topic: 'orders',
    queueId: 0,
    queueOffset: position / RECORD_BYTES,
    position,
    recordSize: RECORD_BYTES,
    bodyCrc: 7,
    isBodyAsSent: true,
    tagsCode: 0,
    isQueued: true,
    ...differently,
  };
}

export const stored = (position: number, differently: Partial<RecordEvidence> = {}): MessageEntry => ({
  kind: 'record-stored',
  record: record(position, differently),
});

export const shown = (position: number, unit: UnitEvidence | undefined = record(position)): MessageEntry => ({
  kind: 'record-shown',
  record: record(position),
  unit,
});

export const flushed = (position: number): MessageEntry => ({ kind: 'log-flushed', position });

export const machineEnded = (how: MachineEnded['how']): MessageEntry => ({ kind: 'machine-ended', how });

export const recovered = (endPosition: number, found: Partial<LogRecovered> = {}): MessageEntry => ({
  kind: 'log-recovered',
  endPosition,
  damaged: undefined,
  lost: [],
  found: [],
  tail: [],
  queueEnds: [],
  ...found,
});
