// Unique keys for messages that come to a broker without one, or that it writes itself.

import type { Environment } from '../../environment/environment.ts';
import { uniqueKey } from '../message/message-id.ts';

export class UniqueKeys {
  readonly #environment: Environment;
  readonly #port: number;
  #given = 0;

  constructor(environment: Environment, port: number) {
    this.#environment = environment;
    this.#port = port;
  }

  next(): string {
    const { network, incarnation, clock } = this.#environment;
    this.#given += 1;
    const source = { host: network.host, processNumber: incarnation, loaderNumber: this.#port };
    return uniqueKey(source, clock.wallMs(), this.#given);
  }
}
