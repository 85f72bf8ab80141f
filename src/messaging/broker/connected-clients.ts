// The clients that are connected to this broker, as operators want to know them. What they consume is in consumer-table.ts, what they produce
// in transaction/producer-table.ts. In memory only.

import type { Connected } from '../protocol/connections.ts';
import type { Channel } from '../remoting/channel.ts';

/** What a heartbeat says of its sender. */
export type HeardClient = Omit<Connected, 'address'>;

export class ConnectedClients {
  readonly #clients = new Map<Channel, HeardClient>();

  /** A channel that was closed while its heartbeat waited for a worker stays away: nobody would ever remove it. */
  heard(channel: Channel, client: HeardClient): void {
    if (channel.isOpen) this.#clients.set(channel, client);
  }

  closed(channel: Channel): void {
    this.#clients.delete(channel);
  }

  /** Those of the channels that sent a heartbeat. */
  find(channels: Iterable<Channel>): readonly Connected[] {
    return [...channels].flatMap((channel) => {
      const client = this.#clients.get(channel);
      if (client === undefined) return [];
      const { clientId, language, version } = client;
      return [{ clientId, address: channel.remoteAddress, language, version }];
    });
  }
}
