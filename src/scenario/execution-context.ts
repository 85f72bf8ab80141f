// What an operation may use: the process it runs in, and sends that the history records.

import type { Environment } from '../environment/environment.ts';
import type { Outcome } from '../history/outcome.ts';
import type { MessageName } from '../oracles/message-entry.ts';
import type { TransferWish } from './bank/transfer-desk.ts';
import type { Errands } from './errands.ts';
import type { LookUpRange } from './look-up.ts';

/** A message of the workload that goes its own way. */
export interface WorkloadMessage extends Omit<MessageName, 'topic'> {
  readonly body: Uint8Array;
}

export interface LooseSend {
  /** False: the sender is content when the message is stored, durable or not. */
  readonly waitsForStore?: boolean;
  /** Synchronous when absent. Several messages are never sent one-way. */
  readonly how?: 'synchronous' | 'asynchronous' | 'one-way';
  /** Absent: the channel's. */
  readonly topic?: string;
  /** One that the group wants of the topic. */
  readonly tag?: string;
}

export interface ExecutionContext {
  /** Number of the operation's slot: names what the operation creates. */
  readonly slot: number;
  readonly environment: Environment;
  readonly topic: string;
  /** Sends through the design's keyed sender; resolves when the send is over, however it ended. */
  send(
    name: Omit<MessageName, 'topic'>,
    body: Uint8Array,
    /** Of the message, beside those that carry its name. */
    properties?: ReadonlyMap<string, string>,
  ): Promise<Outcome>;
  /** Looks up a message that this process has sent; resolves at once when it was not acknowledged. */
  lookUp(name: Omit<MessageName, 'topic'>, range: LookUpRange): Promise<void>;
  /**
   * Writes the message into the outbox of the process, where its channel has one, and sends it from there until it is known to be stored.
   * A later process goes on with what this one leaves.
   */
  entrust(name: Omit<MessageName, 'topic'>, text: string): Promise<void>;
  /** Pays a transfer, where the channel has those; resolves when the bank's service has done what it can. */
  transfer(name: string, wish: TransferWish): Promise<void>;
  /** Sends to any queue, more than one message in one request, with the producer's own few attempts; without order. */
  sendLoose(messages: readonly WorkloadMessage[], send?: LooseSend): Promise<Outcome>;
  /** What a person does to the cluster beside its messages. */
  readonly errands: Errands;
}
