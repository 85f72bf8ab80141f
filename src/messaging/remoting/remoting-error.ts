// Why a call over remoting has no response. `connect`: nothing was sent. `send`: the connection broke, the request may have been
// processed. `timeout`: no response in time, the request may have been processed. `too-much-request`: refused locally.

export type RemotingErrorKind = 'connect' | 'send' | 'timeout' | 'too-much-request';

export class RemotingError extends Error {
  override readonly name = 'RemotingError';
  readonly kind: RemotingErrorKind;
  readonly address: string;
  constructor(kind: RemotingErrorKind, address: string, message: string) {
    super(message);
    this.kind = kind;
    this.address = address;
  }

  /** True when the request certainly had no effect. */
  get definite(): boolean {
    return this.kind === 'connect' || this.kind === 'too-much-request';
  }
}
