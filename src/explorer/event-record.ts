// The events of a run in a form that fits into a capsule: who did what when, column by column, compressed. It is kept so that a later run
// of changed code can be told at which event it takes another way, and what came there before. It is no trace: causes are not in it.

import { deflateSync, inflateSync } from 'fflate';
import { z } from 'zod';
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import type { TraceEvent } from '../simulator/trace.ts';
import { ColumnReader, ColumnWriter } from './columns.ts';

export interface EventRecord {
  readonly count: number;
  /** Texts that the columns refer to by index. */
  readonly labels: readonly string[];
  readonly machines: readonly string[];
  /** Size of the columns before compression. */
  readonly bytes: number;
  /** Labels, machines, microseconds since the event before, details, marks of identities: deflated, in base64. */
  readonly columns: string;
}

export interface RecordedEvent {
  readonly number: number;
  readonly timeUs: number;
  readonly machine: string;
  readonly label: string;
  readonly detail: number;
  /** The last digits of the identity: enough to tell events that are alike in everything else. */
  readonly mark: number;
}

/** Runs of the shipped scenarios have up to ten thousand events; capsules are to stay small. */
export const RECORDED_EVENTS_MAX = 100_000;
const BYTES_MAX = RECORDED_EVENTS_MAX * 24;
const TEXTS_MAX = 4096;
const MARK_DIGITS = 4;
const LEVEL = 9;

const TEXTS = z.array(z.string()).max(TEXTS_MAX);

export const EVENT_RECORD: z.ZodType<EventRecord> = z
  .object({
    count: z.int().min(0).max(RECORDED_EVENTS_MAX),
    labels: TEXTS,
    machines: TEXTS,
    bytes: z.int().min(0).max(BYTES_MAX),
    columns: z.string().max(2 * BYTES_MAX),
  })
  .refine((record) => decodeEvents(record) !== undefined, 'the columns are damaged');

/** The events must be all of a run, from the first. */
export function encodeEvents(events: readonly TraceEvent[]): EventRecord {
  const labels = new Texts();
  const machines = new Texts();
  const columns = new ColumnWriter();
  for (const { label } of events) columns.add(labels.indexOf(label));
  for (const { machine } of events) columns.add(machines.indexOf(machine));
  let timeUs = 0;
  for (const event of events) {
    columns.add(event.timeUs - timeUs);
    timeUs = event.timeUs;
  }
  for (const { detail } of events) columns.add(detail >>> 0);
  for (const { identity } of events) columns.addPair(markOf(identity));
  const bytes = columns.bytes();
  return {
    count: events.length,
    labels: labels.list,
    machines: machines.list,
    bytes: bytes.length,
    columns: encodeBase64(deflateSync(bytes, { level: LEVEL })),
  };
}

/** Undefined when it was damaged. */
export function decodeEvents(record: EventRecord): readonly RecordedEvent[] | undefined {
  const bytes = inflated(record);
  if (bytes === undefined) return undefined;
  const reader = new ColumnReader(bytes);
  const { count } = record;
  const [labels, machines, deltas, details] = [1, 2, 3, 4].map(() => reader.numbers(count)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const marks = reader.pairs(count);
  if (!reader.isExhausted) return undefined;
  const events: RecordedEvent[] = [];
  let timeUs = 0;
  for (let index = 0; index < count; index += 1) {
    const label = record.labels[labels[index] as number];
    const machine = record.machines[machines[index] as number];
    timeUs += deltas[index] as number;
    if (label === undefined || machine === undefined || !Number.isSafeInteger(timeUs)) return undefined;
    const [detail, mark] = [details[index] as number, marks[index] as number];
    events.push({ number: index + 1, timeUs, machine, label, detail: detail | 0, mark });
  }
  return events;
}

/** Whether the event of today is the one of then. */
export function isRecorded(recorded: RecordedEvent, event: TraceEvent): boolean {
  return (
    recorded.timeUs === event.timeUs &&
    recorded.label === event.label &&
    recorded.machine === event.machine &&
    recorded.detail === event.detail &&
    recorded.mark === markOf(event.identity)
  );
}

function markOf(identity: string): number {
  return Number.parseInt(identity.slice(-MARK_DIGITS), 16);
}

function inflated({ bytes, columns }: EventRecord): Uint8Array | undefined {
  const packed = decodeBase64(columns);
  if (packed === undefined) return undefined;
  try {
    const whole = inflateSync(packed, { out: new Uint8Array(bytes) });
    return whole.length === bytes ? whole : undefined;
  } catch {
    return undefined;
  }
}

/** Texts by the order in which they came first. */
class Texts {
  readonly list: string[] = [];
  readonly #indices = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#indices.set(text, this.list.length);
    this.list.push(text);
    return this.list.length - 1;
  }
}
