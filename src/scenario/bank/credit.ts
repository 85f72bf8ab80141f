// The service of the bank that receives, in a consumer's process: it credits what it is told, once however often it is told; and the person
// who looks after its dead letters, opens the account and sends the message again.

import type { Environment } from '../../environment/environment.ts';
import type { Producer } from '../../messaging/client/producer.ts';
import type { Message, StoredMessage } from '../../messaging/message/message.ts';
import { PROPERTY } from '../../messaging/message/properties.ts';
import { RemotingError } from '../../messaging/remoting/remoting-error.ts';
import type { MessageName } from '../../oracles/message-entry.ts';
import { nameProperties } from '../../oracles/message-name.ts';
import { RemoteBank } from './bank-database.ts';
import { OPENED_PROPERTY, orderOf } from './transfer-message.ts';

export class CreditDesk {
  readonly #bank: RemoteBank;

  constructor(environment: Environment, bankAddress: string) {
    this.#bank = new RemoteBank(environment, bankAddress);
  }

  /** False: the account is closed, or the bank does not answer. */
  async credit({ key }: MessageName, { body, properties }: Message): Promise<boolean> {
    const { cents, isClosed } = orderOf(body);
    if (isClosed && !properties.has(OPENED_PROPERTY)) return false;
    try {
      await this.#bank.book(key, 'credited', cents);
      return true;
    } catch (error) {
      if (!(error instanceof RemotingError)) throw error;
      return false;
    }
  }
}

/** Sends a dead letter to its topic again, now that its account is open. False: it may not be stored. */
export async function resend(producer: Producer, name: MessageName, letter: StoredMessage): Promise<boolean> {
  const properties = nameProperties(name).set(OPENED_PROPERTY, 'true');
  const origin = letter.properties.get(PROPERTY.originMessageId);
  if (origin !== undefined) properties.set(PROPERTY.originMessageId, origin);
  const result = await producer.send({ topic: name.topic, body: letter.body, properties, flag: letter.flag });
  return result.kind === 'acknowledged';
}
