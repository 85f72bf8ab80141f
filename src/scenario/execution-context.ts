// What an operation may use: the process it runs in, and sends that the history records.

import type { Environment } from '../environment/environment.ts';
import type { Outcome } from '../history/outcome.ts';
import type { MessageName } from '../oracles/message-entry.ts';

export interface ExecutionContext {
  /** Number of the operation's slot: names what the operation creates. */
  readonly slot: number;
  readonly environment: Environment;
  readonly topic: string;
  /** Sends through the design's keyed sender; resolves when the send is over, however it ended. */
  send(name: Omit<MessageName, 'topic'>, body: Uint8Array): Promise<Outcome>;
}
