import { describe, expect, test } from 'vitest';
import { delayKept } from './delay-kept.ts';
import { SCHEDULE_TOPIC } from './delayed-messages.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Promises } from './oracle.ts';
import { ended, PROMISES, SETTLED, sent } from './testing/written-history.ts';
import { machineEnded, record, recovered, stored } from './testing/written-store.ts';

/** Seconds of virtual time. Level 1 waits 10 s. */
type Line = readonly [atSeconds: number, machine: string, entry: MessageEntry];

const DELAY_S = 10;
const LEVELS: Promises = {
  ...PROMISES,
  copies: 2,
  mastersMayBeReplaced: true,
  delayLevelsMs: [DELAY_S * 1000],
};
const [MASTER, SLAVE] = ['broker-0', 'slave-1'] as const;

function say(...lines: readonly Line[]): string | undefined {
  const judge = delayKept.judge(LEVELS);
  for (const [index, [atSeconds, machine, entry]] of [...BEGIN, ...lines].entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atSeconds * 1_000_000, machine, entry });
    if (violation !== undefined) return violation.fingerprint.replace('delay-kept: ', '');
  }
  return judge.settle?.(SETTLED)?.fingerprint.replace('delay-kept: ', '');
}

const BEGIN: readonly Line[] = [
  [0, SLAVE, { kind: 'slave-noted' }],
  [0, MASTER, recovered(0)],
  [0, SLAVE, recovered(0)],
];
/** Stored by the master in the first second. */
const waiting = (offset: number) =>
  record(offset * 100, {
    topic: SCHEDULE_TOPIC,
    queueId: 0,
    queueOffset: offset,
    tagsCode: (1 + DELAY_S) * 1000,
    bodyCrc: 10 + offset,
  });
const waits = (machine: string, offset: number): Line => [
  1,
  machine,
  { kind: 'record-stored', record: waiting(offset) },
];
const onBoth = (offset: number) => [waits(MASTER, offset), waits(SLAVE, offset)];
const copies = (atSeconds: number, machine: string, offset: number): Line => [
  atSeconds,
  machine,
  stored(5000 + offset * 100, { queueOffset: offset, bodyCrc: 10 + offset }),
];
const delivers = (atSeconds: number, machine: string, offset: number, wallMs = atSeconds * 1000): Line => [
  atSeconds,
  machine,
  {
    kind: 'delayed-delivered',
    level: 1,
    queueOffset: offset,
    topic: 'orders',
    queueId: 0,
    deliveredOffset: offset,
    wallMs,
  },
];
const promoted: readonly Line[] = [
  [20, MASTER, machineEnded('killed')],
  [21, SLAVE, { kind: 'slave-promoted', brokerName: MASTER, instead: MASTER }],
  [21, SLAVE, machineEnded('stopped')],
  [22, SLAVE, recovered(9000)],
];
const tick = (atSeconds: number): Line => [atSeconds, '', { kind: 'phase-began', phase: 'settle' }];
const clock = (machine: string, aheadMs: number): Line => [0, machine, { kind: 'clock-noted', aheadMs }];

describe('a slave that takes the place of its master', () => {
  test('goes on behind what that has delivered, or delivers some of it again', () => {
    const first = [
      ...onBoth(0),
      ...onBoth(1),
      copies(12, MASTER, 0),
      copies(12, SLAVE, 0),
      delivers(12, MASTER, 0),
    ];
    const second = [copies(23, SLAVE, 1), delivers(23, SLAVE, 1)];
    expect(say(...first, ...promoted, ...second, tick(60))).toBeUndefined();
    const again = [copies(23, SLAVE, 0), delivers(23, SLAVE, 0)];
    expect(say(...first, ...promoted, ...again, ...second, tick(60))).toBeUndefined();
  });
  test('may not deliver it twice itself, nor leave what nobody delivered', () => {
    const first = [
      ...onBoth(0),
      copies(12, MASTER, 0),
      copies(12, SLAVE, 0),
      delivers(12, MASTER, 0),
      ...promoted,
    ];
    const again = (atSeconds: number) => [copies(atSeconds, SLAVE, 0), delivers(atSeconds, SLAVE, 0)];
    expect(say(...first, ...again(23), ...again(24))).toBe('was delivered again though no process ended');
    expect(say(...onBoth(0), ...promoted, tick(40), tick(50), tick(60))).toBe('is due and was not delivered');
    expect(say(...onBoth(0), ...onBoth(1), ...promoted, copies(23, SLAVE, 1), delivers(23, SLAVE, 1))).toBe(
      'was delivered while one before it was not',
    );
  });
  test('goes by its own clock', () => {
    const early = [copies(23, SLAVE, 0), delivers(23, SLAVE, 0, 10_000)];
    expect(say(...onBoth(0), clock(SLAVE, -13_000), ...promoted, ...early)).toBe(
      'was delivered too early by the clock of its broker',
    );
    const farBehind = [copies(23, SLAVE, 0), delivers(23, SLAVE, 0, 500)];
    expect(say(...onBoth(0), clock(SLAVE, -22_500), ...promoted, ...farBehind)).toBeUndefined();
  });
  test('lacks the copy of what was delivered: whoever waits for it gets none, unless it is delivered again', () => {
    const send = { ...sent('k/0'), delayLevel: 1 } as MessageEntry;
    const place = { brokerName: MASTER, queueId: 0, queueOffset: 0, position: 0 };
    const told = { ...ended('k/0', 'acknowledged'), place } as MessageEntry;
    const asks: readonly Line[] = [
      [1, 'producer-0', send],
      [1, 'producer-0', told],
    ];
    const gone = [...onBoth(0), ...asks, copies(12, MASTER, 0), delivers(12, MASTER, 0), ...promoted];
    expect(say(...gone, tick(60))).toBe('had its copy lost after it was delivered');
    expect(say(...gone, copies(23, SLAVE, 0), delivers(23, SLAVE, 0))).toBeUndefined();
    const whole = [
      ...onBoth(0),
      ...asks,
      copies(12, MASTER, 0),
      copies(12, SLAVE, 0),
      delivers(12, MASTER, 0),
    ];
    expect(say(...whole, ...promoted, tick(60))).toBeUndefined();
  });
});

test('a broker may say late that it has delivered: its clock counts when it stored the copy', () => {
  const late = [copies(12, MASTER, 0), delivers(15, MASTER, 0)];
  expect(say(...onBoth(0), ...late)).toBeUndefined();
  expect(say(...onBoth(0), copies(8, MASTER, 0), delivers(12, MASTER, 0))).toBe(
    'was delivered too early by the clock of its broker',
  );
});
