// What a history says of why messages may come more than once, beside faults, ends of processes and failures of handlers.

import type { MessageName } from './message-entry.ts';

/** A member has the queue and reads it from this offset on. The machine of the entry is the member. */
export interface QueueTaken {
  readonly kind: 'queue-taken';
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly offset: number;
}

/** A broker counts other members than before. */
export interface GroupChanged {
  readonly kind: 'group-changed';
}

/** A producer, which is the machine of the entry, makes another attempt to send something that it has tried before. */
export interface SendRepeated {
  readonly kind: 'send-repeated';
}

interface OfReturn extends MessageName {
  readonly group: string;
  /** Failures before. */
  readonly reconsumeTimes: number;
}

/** A broker did not say that it has taken the message back; perhaps it has. */
export interface ReturnUnanswered extends OfReturn {
  readonly kind: 'return-unanswered';
}

/** The handler takes too long: the message is given back while it runs. */
export interface HandlerExpired extends OfReturn {
  readonly kind: 'handler-expired';
}

export type RepetitionEntry = QueueTaken | GroupChanged | SendRepeated | ReturnUnanswered | HandlerExpired;
