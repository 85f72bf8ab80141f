// What is still owed while a run of a broadcasting group settles: to each of its members what was stored after its start.

import type { Recorded } from '../history/history.ts';
import { ConfigContents } from '../oracles/config-contents.ts';
import { MemberDebts } from '../oracles/member-debts.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Promises } from '../oracles/oracle.ts';
import { TransferDebts } from './bank/transfer-debts.ts';
import type { ChannelDefinition } from './channel.ts';
import { Debts, type OwedMessages } from './debts.ts';

class BroadcastDebts implements OwedMessages {
  readonly hasLostToRetention = false;
  readonly #members: readonly string[];
  readonly #debts = new MemberDebts();
  readonly #configs: ConfigContents;
  #hasLostConfig = false;

  constructor(members: readonly string[], promises: Promises) {
    this.#members = members;
    this.#configs = new ConfigContents(promises);
  }

  get isPaid(): boolean {
    return this.#hasLostConfig || this.#debts.find(this.#members) === undefined;
  }

  get hasLostConfig(): boolean {
    return this.#hasLostConfig;
  }

  get acknowledged(): number {
    return this.#debts.acknowledged;
  }

  hear(recorded: Recorded<MessageEntry>): void {
    this.#debts.hear(recorded);
    if (this.#configs.hear(recorded)?.isLegal === true) this.#hasLostConfig = true;
  }
}

/** Of the kind that the channel's group is. */
export function debtsOf(
  { group, model, transfers }: ChannelDefinition,
  members: readonly string[],
  promises: Promises,
): OwedMessages {
  if (transfers !== undefined) return new TransferDebts(promises);
  return model === 'broadcasting' ? new BroadcastDebts(members, promises) : new Debts([group], promises);
}
