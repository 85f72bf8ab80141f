// One line of the account of a run: what somebody saw, in words. Plain data: it crosses threads and is kept in capsules.

const MICROSECONDS = 1000;

/** Whether there is one; a detailed one has lines as well that are too fine for a reader, but not for whoever looks for a cause. */
export type AccountDepth = boolean | 'detailed';

export interface AccountLine {
  /** Number of the event in which it was seen, from 1; 0 before the first. */
  readonly event: number;
  /** Of that event, as in traces; the event of the next line may be the same one. */
  readonly identity: string;
  readonly atUs: number;
  /** Who saw it; empty for the world itself. */
  readonly machine: string;
  /** Kind of the history's entry, or `machine-ended` or `violated`. */
  readonly kind: string;
  /** Key of the messages, or transfer, that it is about; empty when it is about none. */
  readonly subject: string;
  /** Broker, topic and number of the queue that it is about, where it is about one. */
  readonly queue?: string;
  /** Only in detailed accounts. */
  readonly isDetail?: boolean;
  /** Without the machine and the time. */
  readonly text: string;
}

/** A line as it is read alone. */
export function lineText(line: {
  readonly atUs: number;
  readonly machine: string;
  readonly text: string;
}): string {
  const atMs = (line.atUs / MICROSECONDS).toFixed(3);
  return `${atMs.padStart(12)} ms  ${line.machine === '' ? '' : `${line.machine} `}${line.text}`;
}
