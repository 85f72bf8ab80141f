// Traces and accounts written by hand: an event is a line of a story, and the account's lines lie beside it.

import type { AccountLine } from '../../../scenario/account-line.ts';
import type { TraceEvent } from '../../../simulator/trace.ts';

export interface WrittenEvent {
  readonly at: string;
  readonly label: string;
  /** Number of the causing event; absent: the plan. */
  readonly by?: number;
  readonly ms: number;
  readonly bytes?: number;
  readonly says?: readonly WrittenLine[];
}

export type WrittenLine = Partial<Pick<AccountLine, 'kind' | 'subject' | 'queue' | 'machine'>> & {
  readonly text: string;
};

const MICROSECONDS = 1000;

function identityOf(number: number): string {
  return number.toString(16).padStart(16, '0');
}

export function writtenRun(story: readonly WrittenEvent[]): {
  readonly trace: readonly TraceEvent[];
  readonly account: readonly AccountLine[];
} {
  const trace = story.map(({ at, label, by, ms, bytes = 0 }, index) => ({
    number: index + 1,
    timeUs: ms * MICROSECONDS,
    label,
    machine: at,
    identity: identityOf(index + 1),
    cause: by === undefined ? 'f'.repeat(16) : identityOf(by),
    detail: bytes,
  }));
  const account = story.flatMap(({ at, ms, says = [] }, index) =>
    says.map(({ kind = 'said', subject = '', machine = at, text, queue }) => ({
      event: index + 1,
      identity: identityOf(index + 1),
      atUs: ms * MICROSECONDS,
      machine,
      kind,
      subject,
      text,
      ...(queue === undefined ? {} : { queue }),
    })),
  );
  return { trace, account };
}

/** Two messages of one key in two queues; the first is read late, because its reader begins late. */
export const TWO_QUEUES: readonly WrittenEvent[] = [
  { at: 'late', label: 'process start', ms: 0 },
  {
    at: 'sender',
    label: 'operation',
    ms: 10,
    says: [
      { kind: 'send-invoked', subject: 'k', text: 'sends message 0 of key k' },
      { kind: 'send-invoked', subject: 'k', text: 'sends message 1 of key k' },
      { kind: 'send-invoked', subject: 'k-2', text: 'sends message 0 of key k-2' },
    ],
  },
  { at: 'left', label: 'network data', by: 2, ms: 11, bytes: 300 },
  { at: 'left', label: 'lane send', by: 3, ms: 12 },
  { at: 'sender', label: 'network data', by: 4, ms: 13, bytes: 20 },
  {
    at: 'sender',
    label: 'remoting.response',
    by: 5,
    ms: 13,
    says: [
      {
        kind: 'send-completed',
        subject: 'k',
        queue: 'left t 0',
        text: 'send of message 0 of key k is acknowledged',
      },
    ],
  },
  { at: 'right', label: 'network data', by: 2, ms: 14, bytes: 300 },
  { at: 'right', label: 'lane send', by: 7, ms: 15 },
  { at: 'early', label: 'network data', by: 8, ms: 90, bytes: 320 },
  {
    at: 'early',
    label: 'remoting.response',
    by: 9,
    ms: 90,
    says: [
      {
        kind: 'delivery-started',
        subject: 'k',
        queue: 'right t 0',
        text: 'g gets message 1 of key k',
      },
    ],
  },
  {
    at: '',
    label: 'fault begins',
    ms: 95,
    says: [{ kind: 'fault-began', text: 'fault 3: pause late for 900 ms' }],
  },
  {
    at: 'late',
    label: 'client.rebalance',
    by: 1,
    ms: 1000,
    says: [{ kind: 'queue-gained', queue: 'left t 0', text: 'has queue 0 of t on left' }],
  },
  { at: 'left', label: 'network data', by: 12, ms: 1001, bytes: 50 },
  { at: 'left', label: 'lane pull', by: 13, ms: 1001 },
  { at: 'late', label: 'network data', by: 14, ms: 1002, bytes: 310 },
  {
    at: 'late',
    label: 'remoting.response',
    by: 15,
    ms: 1002,
    says: [
      {
        kind: 'delivery-started',
        subject: 'k',
        queue: 'left t 0',
        text: 'g gets message 0 of key k',
      },
      { kind: 'violated', machine: '', text: 'order: g got message 0 of key k after message 1' },
    ],
  },
];
