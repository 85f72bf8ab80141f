// Ordered byte streams between machines, and datagrams. Addresses are texts `host:port`; host is an IPv4 address.

export type NetworkErrorKind = 'refused' | 'timed-out' | 'unreachable' | 'address-in-use' | 'closed';

export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly kind: NetworkErrorKind;
  constructor(kind: NetworkErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Why a connection ended. `local`: this side closed or reset it. `ended`: the peer closed after its last byte.
 * `reset`: the peer, the path or the retransmission limit broke it; bytes in flight either way may be lost.
 */
export type CloseReason = 'local' | 'ended' | 'reset';

export interface ConnectionHandler {
  /** A fragment of the peer's byte stream; its boundaries mean nothing. The receiver owns the array. */
  data(fragment: Uint8Array): void;
  /** The send buffer fell below its mark after `write` returned false. */
  drained?(): void;
  /** Called exactly once; nothing is called after it. */
  closed(reason: CloseReason): void;
}

export interface Connection {
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly isOpen: boolean;
  /** Must be called once, synchronously after the connection was handed out; nothing is delivered before. */
  handle(handler: ConnectionHandler): void;
  /**
   * Queues bytes in order; the connection owns the array from here. False: the send buffer is over its mark, wait for
   * `drained`. A write on a closed connection is dropped (the close was or will be reported).
   */
  write(bytes: Uint8Array): boolean;
  /** Delivers what was written, then ends. */
  close(): void;
  /** Ends at once; bytes in flight may be lost and the peer sees a reset. */
  reset(): void;
}

export interface Listener {
  readonly address: string;
  /** Stops accepting; connections already accepted stay. */
  close(): void;
}

export interface DatagramSocket {
  readonly address: string;
  /** Sends without any promise of arrival. */
  send(remoteAddress: string, bytes: Uint8Array): void;
  close(): void;
}

export interface Network {
  /** This machine's IPv4 address. */
  readonly host: string;
  /** @throws NetworkError `address-in-use` */
  listen(port: number, accept: (connection: Connection) => void): Promise<Listener>;
  /** @throws NetworkError `refused`, `timed-out`, `unreachable` */
  connect(remoteAddress: string, timeoutMs: number): Promise<Connection>;
  /** @throws NetworkError `address-in-use` */
  bindDatagrams(
    port: number,
    receive: (bytes: Uint8Array, remoteAddress: string) => void,
  ): Promise<DatagramSocket>;
}
