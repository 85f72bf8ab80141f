// One peer of a server or client: the connection as handlers see it. Either side may send requests on it (facts 1.1).

import type { Command, Request } from './command.ts';

export interface Channel {
  readonly remoteAddress: string;
  readonly localAddress: string;
  readonly isOpen: boolean;
  /** Sends a request and waits for its response. @throws RemotingError */
  invoke(request: Request, timeoutMs: number): Promise<Command>;
  /** Sends without waiting. False: the channel is closed or its peer does not read, nothing was sent. */
  invokeOneway(request: Request): boolean;
  close(): void;
}
