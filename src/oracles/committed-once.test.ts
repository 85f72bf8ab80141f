import { describe, expect, test } from 'vitest';
import { committedOnce } from './committed-once.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Promises } from './oracle.ts';
import { PROMISES, verdictOf } from './testing/written-history.ts';
import { machineEnded, recovered } from './testing/written-store.ts';
import { commitStored, transactionEnded } from './testing/written-transfers.ts';

const ONCE: Promises = { ...PROMISES, transactionEnds: 'once' };

/** What the oracle says of what brokers do; `broker-0` unless a line names another. */
function say(...history: readonly (MessageEntry | readonly [string, MessageEntry])[]): string | undefined {
  const judge = committedOnce.judge(ONCE);
  for (const [index, line] of history.entries()) {
    const [machine, entry] = 'kind' in line ? ['broker-0', line] : line;
    const violation = judge.hear?.({ number: index + 1, atUs: index * 1000, machine, entry });
    if (violation !== undefined) return violation.fingerprint.replace('committed-once: ', '');
  }
  return undefined;
}

describe('committed-once is silent', () => {
  test('about one copy of each transaction', () => {
    expect(say(commitStored('t1', 500), ['broker-1', commitStored('t2', 500)])).toBeUndefined();
  });

  test('about an end that comes twice, when it publishes once', () => {
    const end = transactionEnded('t1', 'commit');
    expect(say(commitStored('t1', 500), end, transactionEnded('t1', 'commit', 7), end)).toBeUndefined();
  });

  test('about a copy that a crash took', () => {
    const again = commitStored('t1', 700);
    expect(say(commitStored('t1', 500), machineEnded('power-lost'), recovered(500), again)).toBeUndefined();
    expect(say(commitStored('t1', 500), machineEnded('disk-wiped'), again)).toBeUndefined();
  });

  test('where nobody promises it', () => {
    expect(verdictOf(committedOnce, [commitStored('t1', 500), commitStored('t1', 900)])).toBeUndefined();
  });
});

describe('committed-once convicts', () => {
  test('two copies in one log', () => {
    expect(say(commitStored('t1', 500), commitStored('t1', 900))).toBe('two copies');
  });

  test('a copy at each of two brokers', () => {
    expect(say(commitStored('t1', 500), ['broker-1', commitStored('t1', 900)])).toBe('two brokers');
  });

  test('a second copy after a crash that left the first', () => {
    expect(
      say(commitStored('t1', 500), machineEnded('killed'), recovered(600), commitStored('t1', 900)),
    ).toBe('two copies');
    const other: readonly [string, MessageEntry] = ['broker-1', recovered(100)];
    expect(say(commitStored('t1', 500), other, commitStored('t1', 900))).toBe('two copies');
  });
});
