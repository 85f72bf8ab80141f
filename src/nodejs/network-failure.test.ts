import { describe, expect, test } from 'vitest';
import { networkFailure } from './network-failure.ts';

function hostError(code: string): Error {
  return Object.assign(new Error(`${code}: the host says so`), { code });
}

describe('failures of the host', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'refused'],
    ['ETIMEDOUT', 'timed-out'],
    ['EADDRINUSE', 'address-in-use'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['EMFILE', 'unreachable'],
  ])('%s on a network is %s', (code, kind) => {
    expect(networkFailure(hostError(code), '10.0.0.1:80').kind).toBe(kind);
  });
});
