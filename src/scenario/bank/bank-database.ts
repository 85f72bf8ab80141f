// The database of a bank in a scenario: one process on a machine of its own that keeps the bank's books, and the way to it of the bank's
// services. Its answers may be lost: a caller that has none asks again, and gets the decision that stands.

import type { Environment } from '../../environment/environment.ts';
import type { Program } from '../../environment/program.ts';
import type { History } from '../../history/history.ts';
import { EffectJournal } from '../../messaging/client/effect-journal.ts';
import { RESPONSE_CODE } from '../../messaging/protocol/codes.ts';
import { defineRequest } from '../../messaging/protocol/definition.ts';
import { int32, text } from '../../messaging/protocol/field.ts';
import { failure, success } from '../../messaging/remoting/handler.ts';
import { RemotingClient } from '../../messaging/remoting/remoting-client.ts';
import { RemotingError } from '../../messaging/remoting/remoting-error.ts';
import { RemotingServer } from '../../messaging/remoting/remoting-server.ts';
import type { MessageEntry } from '../../oracles/message-entry.ts';
import { BOOKS, type Booking, bookingBytes } from './books.ts';

export const BANK_PORT = 5433;

const WORKERS = 8;
const QUEUE_BOUND = 1000;
const CALL_TIMEOUT_MS = 1000;
const ATTEMPTS = 4;
const PAUSE_MS = 200;
/** The journal of a run is written anew some times. */
const COMPACT_ABOVE_BYTES = 2048;

/** No request of RocketMQ's: the bank's own. */
const bookTransfer = defineRequest({
  code: 90_002,
  name: 'BOOK_TRANSFER',
  doc: 'Decides about a transfer unless that was done before; answers what stands.',
  header: { transfer: text('transfer'), how: text('how'), cents: int32('cents') },
  reply: { how: text('how') },
});

export function bankDatabase(history: History<MessageEntry>): Program {
  return async (environment) => {
    const { name, disk, lanes } = environment;
    const journal = await EffectJournal.open(disk, 'bank/books', BOOKS, {
      compactAboveBytes: COMPACT_ABOVE_BYTES,
    });
    history.record(name, { kind: 'books-recovered', booked: journal.state });
    const server = new RemotingServer(environment, { port: BANK_PORT });
    const lane = lanes.open({ name: 'bank', workers: WORKERS, queueBound: QUEUE_BOUND });
    server.register(bookTransfer, lane, async ({ header }) => {
      const { transfer, cents } = header;
      if (!isBooking(header.how)) return failure(RESPONSE_CODE.invalidParameter, `how ${header.how}?`);
      const outcome = await journal.apply(transfer, bookingBytes(transfer, { how: header.how, cents }));
      const how = journal.state.get(transfer)?.how ?? header.how;
      if (outcome === 'applied') history.record(name, { kind: 'transfer-booked', transfer, how, cents });
      return success({ how });
    });
    await server.start();
    return server;
  };
}

function isBooking(how: string): how is Booking {
  return how === 'debited' || how === 'refused' || how === 'credited';
}

/** A bank's database as one of its services sees it. */
export class RemoteBank {
  readonly #environment: Environment;
  readonly #client: RemotingClient;
  readonly #address: string;

  constructor(environment: Environment, address: string) {
    this.#environment = environment;
    this.#client = new RemotingClient(environment);
    this.#address = address;
  }

  /** What stands about the transfer now. @throws RemotingError when that is not known; the same may be asked again */
  async book(transfer: string, how: Booking, cents: number): Promise<Booking> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
      try {
        return await this.#ask(transfer, how, cents);
      } catch (error) {
        if (!(error instanceof RemotingError)) throw error;
      }
      await this.#environment.timers.sleep(PAUSE_MS, 'bank pause');
    }
    return this.#ask(transfer, how, cents);
  }

  async #ask(transfer: string, how: Booking, cents: number): Promise<Booking> {
    const header = { transfer, how, cents };
    const answer = await this.#client.call(this.#address, bookTransfer, header, {
      timeoutMs: CALL_TIMEOUT_MS,
    });
    const stands = answer.header?.how;
    if (answer.code !== RESPONSE_CODE.success || stands === undefined || !isBooking(stands)) {
      throw new RemotingError('send', this.#address, `the bank answered ${answer.code}`);
    }
    return stands;
  }
}
