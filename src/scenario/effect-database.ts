// The database of a service in a scenario: one process on a machine of its own that keeps the effects of messages, and the members' way to it.
// Its answers may be lost: a caller that has none asks again with the same id.

import { decodeText } from '../base/bytes.ts';
import type { Environment } from '../environment/environment.ts';
import type { Program } from '../environment/program.ts';
import type { History } from '../history/history.ts';
import type { EffectStore } from '../messaging/client/effect-store.ts';
import { RESPONSE_CODE } from '../messaging/protocol/codes.ts';
import { defineRequest } from '../messaging/protocol/definition.ts';
import { boolean, text } from '../messaging/protocol/field.ts';
import { success } from '../messaging/remoting/handler.ts';
import { RemotingClient } from '../messaging/remoting/remoting-client.ts';
import { RemotingError } from '../messaging/remoting/remoting-error.ts';
import { RemotingServer } from '../messaging/remoting/remoting-server.ts';
import type { MessageEntry, MessageName } from '../oracles/message-entry.ts';
import type { OpenLedger } from './effect-ledger.ts';

export const DATABASE_PORT = 5432;

const WORKERS = 8;
const QUEUE_BOUND = 1000;
const CALL_TIMEOUT_MS = 1000;
const ATTEMPTS = 5;
const PAUSE_MS = 200;

/** No request of RocketMQ's: the service's own. */
const applyEffect = defineRequest({
  code: 90_001,
  name: 'APPLY_EFFECT',
  doc: 'Lets an effect take place unless one of the same id has.',
  header: { id: text('id') },
  reply: { wasThere: boolean('wasThere') },
});

export interface EffectDatabaseSetUp {
  readonly openLedger: OpenLedger;
  readonly history: History<MessageEntry>;
  readonly topic: string;
}

export function effectDatabase({ openLedger, history, topic }: EffectDatabaseSetUp): Program {
  return async (environment) => {
    const { name, disk, lanes } = environment;
    const ledger = await openLedger(disk);
    history.record(name, { kind: 'effects-recovered', times: new Map(ledger.times()) });
    const server = new RemotingServer(environment, { port: DATABASE_PORT });
    const lane = lanes.open({ name: 'database', workers: WORKERS, queueBound: QUEUE_BOUND });
    server.register(applyEffect, lane, async ({ header, body }) => {
      const outcome = await ledger.apply(header.id, body);
      const effect = decodeText(body);
      if (outcome === 'applied') {
        const times = ledger.times().get(effect) ?? 0;
        history.record(name, { kind: 'effect-applied', ...nameOf(topic, effect), times });
      }
      return success({ wasThere: outcome === 'already' });
    });
    await server.start();
    return server;
  };
}

/** The other way round of an effect's text. */
function nameOf(topic: string, effect: string): MessageName {
  const [key = '', ordinal = ''] = effect.slice(topic.length + 1).split('/');
  return { topic, key, ordinal: Number(ordinal) };
}

/** The database as a member of the group sees it. */
export class RemoteEffects implements EffectStore {
  readonly #environment: Environment;
  readonly #client: RemotingClient;
  readonly #address: string;

  constructor(environment: Environment, address: string) {
    this.#environment = environment;
    this.#client = new RemotingClient(environment);
    this.#address = address;
  }

  /** @throws RemotingError */
  async apply(id: string, effect: Uint8Array): Promise<'applied' | 'already'> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
      try {
        return await this.#ask(id, effect);
      } catch (error) {
        if (!(error instanceof RemotingError)) throw error;
      }
      await this.#environment.timers.sleep(PAUSE_MS, 'database pause');
    }
    return this.#ask(id, effect);
  }

  async #ask(id: string, effect: Uint8Array): Promise<'applied' | 'already'> {
    const options = { timeoutMs: CALL_TIMEOUT_MS, body: effect };
    const answer = await this.#client.call(this.#address, applyEffect, { id }, options);
    if (answer.code !== RESPONSE_CODE.success)
      throw new RemotingError('send', this.#address, `the database answered ${answer.code}`);
    return answer.header?.wasThere === true ? 'already' : 'applied';
  }
}
