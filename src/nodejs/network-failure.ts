// The host's error codes in the environment's words.

import { NetworkError, type NetworkErrorKind } from '../environment/network.ts';

const KINDS: ReadonlyMap<string, NetworkErrorKind> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'refused'],
  ['ETIMEDOUT', 'timed-out'],
  ['EADDRINUSE', 'address-in-use'],
]);

/** Whatever else keeps a connection from being made (no route, no such name, no descriptor) counts as `unreachable`. */
export function networkFailure(error: NodeJS.ErrnoException, what: string): NetworkError {
  const kind = KINDS.get(error.code ?? '') ?? 'unreachable';
  return new NetworkError(kind, `${what}: ${error.message}`);
}
