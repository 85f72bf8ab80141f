// What an operation may use: the process it runs in, and sends that the history records.

import type { Environment } from '../environment/environment.ts';
import type { Outcome } from '../history/outcome.ts';
import type { MessageName } from '../oracles/message-entry.ts';
import type { LookUpRange } from './look-up.ts';

export interface ExecutionContext {
  /** Number of the operation's slot: names what the operation creates. */
  readonly slot: number;
  readonly environment: Environment;
  readonly topic: string;
  /** Sends through the design's keyed sender; resolves when the send is over, however it ended. */
  send(name: Omit<MessageName, 'topic'>, body: Uint8Array): Promise<Outcome>;
  /** Looks up a message that this process has sent; resolves at once when it was not acknowledged. */
  lookUp(name: Omit<MessageName, 'topic'>, range: LookUpRange): Promise<void>;
}
