// One peer of a server or client: the connection as handlers see it. Either side may send requests on it (facts 1.1).

import type { Command, Request } from './command.ts';

export interface Channel {
  readonly remoteAddress: string;
  readonly isOpen: boolean;
  /** Sends a request and waits for its response. @throws RemotingError */
  invoke(request: Request, timeoutMs: number): Promise<Command>;
  /** Sends without waiting; dropped silently when the channel is closed. */
  invokeOneway(request: Request): void;
  close(): void;
}
