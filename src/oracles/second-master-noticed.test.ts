import { describe, expect, test } from 'vitest';
import type { MessageEntry } from './message-entry.ts';
import { NOTICED_WITHIN_MS, secondMasterNoticed } from './second-master-noticed.ts';
import { PROMISES } from './testing/written-history.ts';

const brokerName = 'broker-0';
const returned: MessageEntry = { kind: 'master-returned', brokerName, isNewProcess: false };
const noticed: MessageEntry = {
  kind: 'second-master-noticed',
  brokerName,
  masters: ['slave-1', 'broker-0'],
};
const phase: MessageEntry = { kind: 'phase-began', phase: 'heal' };

/** Entries by the millisecond at which broker-0 (or the name server) says them. */
function say(history: readonly (readonly [number, MessageEntry])[]): string | undefined {
  const judge = secondMasterNoticed.judge(PROMISES);
  for (const [index, [atMs, entry]] of history.entries()) {
    const machine = entry.kind === 'second-master-noticed' ? 'name-server-0' : 'broker-0';
    const violation = judge.hear?.({ number: index + 1, atUs: atMs * 1000, machine, entry });
    if (violation !== undefined) return violation.fingerprint;
  }
  return undefined;
}

const LATE = NOTICED_WITHIN_MS + 1;

describe('a second master is noticed', () => {
  test('by a name server, or by itself, in time', () => {
    expect(
      say([
        [0, returned],
        [NOTICED_WITHIN_MS - 1, noticed],
        [LATE, phase],
      ]),
    ).toBeUndefined();
    const fenced: MessageEntry = { kind: 'master-fenced', brokerName, how: 'stepped-down' };
    expect(
      say([
        [0, returned],
        [50, fenced],
        [LATE, phase],
      ]),
    ).toBeUndefined();
  });
  test('or need not be, when it is gone before', () => {
    expect(
      say([
        [0, returned],
        [50, { kind: 'master-retired', brokerName }],
        [LATE, phase],
      ]),
    ).toBeUndefined();
    expect(
      say([
        [0, returned],
        [50, { kind: 'machine-ended', how: 'killed' }],
        [LATE, phase],
      ]),
    ).toBeUndefined();
  });
});

test('a second master that is there for longer, and nobody says so, violates it', () => {
  const unnoticed = 'second-master-noticed: unnoticed';
  expect(
    say([
      [0, returned],
      [LATE, phase],
    ]),
  ).toBe(unnoticed);
  expect(
    say([
      [0, returned],
      [LATE, { kind: 'master-retired', brokerName }],
    ]),
  ).toBe(unnoticed);
  expect(
    say([
      [0, noticed],
      [10, returned],
      [LATE + 10, phase],
    ]),
  ).toBe(unnoticed);
});
