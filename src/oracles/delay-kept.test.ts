import { describe, expect, test } from 'vitest';
import type { DelayedDelivered } from './delay-entry.ts';
import { delayKept } from './delay-kept.ts';
import { SCHEDULE_TOPIC } from './delayed-messages.ts';
import type { MessageEntry, StoredPlace } from './message-entry.ts';
import type { Promises } from './oracle.ts';
import type { LogRecovered, RecordEvidence } from './store-entry.ts';
import { PROMISES, SETTLED } from './testing/written-history.ts';
import { machineEnded, record, recovered, stored } from './testing/written-store.ts';

/** Seconds of virtual time, and what is told then. Level 1 waits 1 s, level 2 5 s. */
type Line = readonly [atSeconds: number, entry: MessageEntry];

const LEVELS: Promises = { ...PROMISES, delayLevelsMs: [1000, 5000] };
const BROKER = 'broker-0';
const DAY_S = 86_400;

const name = (key: string) => ({ topic: 'orders', key, ordinal: 0 });

/** Stored at that second; its position is its offset times 100. */
const waiting = (atSeconds: number, offset: number, level = 1): RecordEvidence =>
  record(1000 * level + offset * 100, {
    topic: SCHEDULE_TOPIC,
    queueId: level - 1,
    queueOffset: offset,
    tagsCode: (atSeconds + (level === 1 ? 1 : 5)) * 1000,
    bodyCrc: 10 * level + offset,
  });

const waits = (atSeconds: number, offset: number, level = 1): Line => [
  atSeconds,
  { kind: 'record-stored', record: waiting(atSeconds, offset, level) },
];

const copyOf = (offset: number, level = 1): RecordEvidence =>
  record(5000 + 1000 * level + offset * 100, { queueOffset: offset, bodyCrc: 10 * level + offset });

/** Stored as its copy, and said to be delivered. */
const deliver = (
  atSeconds: number,
  offset: number,
  differently: Partial<DelayedDelivered> & { readonly copy?: RecordEvidence } = {},
): readonly Line[] => {
  const { copy = copyOf(offset, differently.level), ...entry } = differently;
  const delivered: DelayedDelivered = {
    kind: 'delayed-delivered',
    level: 1,
    queueOffset: offset,
    topic: copy.topic,
    queueId: copy.queueId,
    deliveredOffset: copy.queueOffset,
    wallMs: atSeconds * 1000,
    ...entry,
  };
  return [
    [atSeconds, { kind: 'record-stored', record: copy }],
    [atSeconds, delivered],
  ];
};

const UP: Line = [0, recovered(0)];
const clock = (atSeconds: number, aheadMs: number): Line => [atSeconds, { kind: 'clock-noted', aheadMs }];
const fault = (atSeconds: number, kind: string): Line => [
  atSeconds,
  { kind: 'fault-began', slot: 1, description: kind, fault: kind },
];
const healed = (atSeconds: number): Line => [atSeconds, { kind: 'fault-ended', slot: 1, description: '' }];
/** Anything, so that the judge hears how late it is. */
const tick = (atSeconds: number): Line => [atSeconds, { kind: 'phase-began', phase: 'settle' }];
const ended = (atSeconds: number, how: 'killed' | 'power-lost' = 'killed'): Line => [
  atSeconds,
  machineEnded(how),
];
const back = (atSeconds: number, found: Partial<LogRecovered> = {}): Line => [atSeconds, recovered(0, found)];

const asked = (atSeconds: number, key: string, delayLevel = 1): Line => [
  atSeconds,
  { kind: 'send-invoked', ...name(key), bodyCrc: 0, delayLevel },
];
const acknowledged = (atSeconds: number, key: string, position: number): Line => {
  const place: StoredPlace = { brokerName: BROKER, queueId: 0, queueOffset: 0, position };
  return [atSeconds, { kind: 'send-completed', ...name(key), outcome: 'acknowledged', place, reason: '' }];
};
const consumed = (atSeconds: number, key: string): Line => [
  atSeconds,
  {
    kind: 'delivery-started',
    ...name(key),
    group: 'readers',
    place: { brokerName: BROKER, queueId: 0, queueOffset: 0 },
    bodyCrc: 0,
  },
];

function say(lines: readonly Line[], promises = LEVELS): string | undefined {
  const judge = delayKept.judge(promises);
  for (const [index, [atSeconds, entry]] of [UP, clock(0, 0), ...lines].entries()) {
    const violation = judge.hear?.({ number: index + 1, atUs: atSeconds * 1e6, machine: BROKER, entry });
    if (violation !== undefined) return violation.fingerprint.replace('delay-kept: ', '');
  }
  return judge.settle?.(SETTLED)?.fingerprint.replace('delay-kept: ', '');
}

/** As `waiting`, due at that second by a broker's clock. */
const due = (atSeconds: number, offset: number, dueSeconds: number): Line => [
  atSeconds,
  { kind: 'record-stored', record: { ...waiting(atSeconds, offset, 2), tagsCode: dueSeconds * 1000 } },
];

test('delay-kept lets a message wait behind one that came early by a wrong clock and was forgotten', () => {
  const minute: Promises = { ...PROMISES, delayLevelsMs: [1000, 60_000] };
  const lines = [
    due(100, 0, 160),
    clock(101, -50_000),
    ...deliver(101, 0, { level: 2, wallMs: 51_000 }),
    due(102, 1, 112),
    ended(103),
    clock(103.5, 0),
    back(104),
  ];
  const again = [...deliver(160, 0, { level: 2 }), ...deliver(160, 1, { level: 2 })];
  expect(say([...lines, tick(124), tick(130), ...again, tick(170)], minute)).toBeUndefined();
  expect(say([...lines, tick(124), tick(130), tick(170), tick(180)], minute)).toBe(
    'is due and was not delivered',
  );
});

test('delay-kept asks nothing of a slave but that it delivers nothing, until it is promoted', () => {
  const slave: Line = [0, { kind: 'slave-noted' }];
  const promoted: Line = [2, { kind: 'slave-promoted', brokerName: 'broker-1', instead: 'broker-1' }];
  const late = [waits(1, 0), tick(30), tick(40)];
  expect(say([slave, ...late])).toBeUndefined();
  expect(say([slave, waits(1, 0), ...deliver(2, 0)])).toBe('was delivered by a slave');
  expect(say([slave, promoted, ...late])).toBe('is due and was not delivered');
  expect(say([slave, promoted, waits(1, 0), ...deliver(2, 0), tick(100)])).toBeUndefined();
});

test('delay-kept lets a message wait until it is shown, where readers see only what is copied', () => {
  const show: Line = [20, { kind: 'record-shown', record: waiting(1, 0), unit: undefined }];
  const copied: Promises = { ...LEVELS, readersSee: 'copied' };
  expect(say([waits(1, 0), tick(19), tick(30)], copied)).toBeUndefined();
  expect(say([waits(1, 0), tick(19), show, tick(30), tick(40)], copied)).toBe('is due and was not delivered');
  expect(say([waits(1, 0), tick(19), show, ...deliver(21, 0), tick(40)], copied)).toBeUndefined();
});

describe('delay-kept is content with', () => {
  const rewound = [waits(1, 0), ...deliver(2, 0), ended(5), back(6), ...deliver(7, 0)];
  test.each<[string, readonly Line[]]>([
    [
      'messages of two levels, each after its delay',
      [waits(1, 0), waits(1, 0, 2), ...deliver(2, 0), ...deliver(6, 0, { level: 2 }), tick(100)],
    ],
    ['a repetition by a process that was killed shortly after the delivery', rewound],
    [
      'a clock that was set forward',
      [waits(20, 0, 2), clock(21, 60_000), ...deliver(21.5, 0, { level: 2, wallMs: 81_500 })],
    ],
    [
      'a clock that was set back by more than the message has waited',
      [waits(20, 0, 2), clock(21, -60_000), ...deliver(21.5, 0, { level: 2, wallMs: -38_500 })],
    ],
    [
      'a clock that was set after the broker had decided',
      [waits(20, 0), clock(21.001, -500), ...deliver(21.002, 0, { wallMs: 20_502 })],
    ],
    [
      'nothing for as long as the process is down',
      [waits(1, 0), ended(1.5), tick(DAY_S), back(DAY_S), ...deliver(DAY_S + 1, 0)],
    ],
    [
      'nothing for as long as the disk fails, and ten seconds after',
      [waits(1, 0), fault(1, 'disk-full'), tick(40), healed(50), tick(60), ...deliver(61, 0)],
    ],
    [
      'a message that a power loss took before it was acknowledged',
      [waits(1, 0), ended(1.5, 'power-lost'), back(2, { lost: [waiting(1, 0)] }), tick(100)],
    ],
    [
      'a message in the place of a lost one',
      [
        waits(1, 0),
        ended(1.5, 'power-lost'),
        back(2, { lost: [waiting(1, 0)] }),
        waits(20, 0),
        ...deliver(21, 0),
      ],
    ],
    [
      'one that is passed over because a process died while it wrote it',
      [ended(1.5), back(2, { found: [waiting(1, 0)] }), waits(3, 1), ...deliver(4, 1)],
    ],
    [
      'an acknowledged message that came after its delay',
      [asked(0.9, 'k'), waits(1, 0), acknowledged(1.1, 'k', 1000), ...deliver(2, 0), consumed(2.1, 'k')],
    ],
  ])('%s', (_what, lines) => {
    expect(say(lines)).toBeUndefined();
  });
});

describe('delay-kept objects to', () => {
  test.each<[string, string, readonly Line[]]>([
    [
      'an early delivery',
      'was delivered too early by the clock of its broker',
      [waits(1, 0), ...deliver(1.9, 0)],
    ],
    [
      'an entry that is due too early',
      'was delivered before its delay was over',
      [
        [1, { kind: 'record-stored', record: { ...waiting(1, 0, 2), tagsCode: 2000 } }],
        ...deliver(2, 0, { level: 2 }),
      ],
    ],
    [
      'one that is passed over',
      'was delivered while one before it was not',
      [waits(1, 0), waits(1, 1), ...deliver(2, 1)],
    ],
    [
      'a repetition without a crash',
      'was delivered again though no process ended',
      [waits(1, 0), ...deliver(2, 0), ...deliver(3, 0)],
    ],
    [
      'a repetition of what was delivered long ago',
      'was delivered again long after the first time',
      [waits(1, 0), ...deliver(2, 0), ended(30), back(31), ...deliver(32, 0)],
    ],
    ['a level that does not get on', 'is due and was not delivered', [waits(20, 0), tick(21.1), tick(25)]],
    [
      'a message that waits on though its clock was set back',
      'is due and was not delivered',
      [waits(20, 0), clock(20.5, -60_000), tick(21), tick(26)],
    ],
    [
      'a copy that is delayed again',
      'was delayed again instead of being delivered',
      [waits(1, 0), ...deliver(2, 0, { copy: { ...waiting(2, 1), bodyCrc: 10 } })],
    ],
    [
      'a copy that is not there',
      'has no copy where it was delivered',
      [waits(1, 0), ...deliver(2, 0, { deliveredOffset: 7 })],
    ],
    ['a delivery out of nothing', 'was not there when it was delivered', [...deliver(2, 0)]],
    [
      'an acknowledged message that was never delayed',
      'was not delayed',
      [asked(0.9, 'k'), stored1(1), acknowledged(1.1, 'k', 500)],
    ],
    [
      'one that waits for ever',
      'was not delivered',
      [asked(1, 'k'), waits(1, 0), acknowledged(1.1, 'k', 1000), fault(1.2, 'disk-full')],
    ],
    [
      'one that was sent elsewhere',
      'was delivered elsewhere',
      [
        asked(1, 'k'),
        waits(1, 0),
        acknowledged(1.1, 'k', 1000),
        ...deliver(2, 0, { copy: { ...copyOf(0), topic: 'payments' } }),
      ],
    ],
    [
      'a copy that a power loss took',
      'had its copy lost after it was delivered',
      [
        asked(1, 'k'),
        waits(1, 0),
        acknowledged(1.1, 'k', 1000),
        ...deliver(2, 0),
        ended(2.1, 'power-lost'),
        back(3, { lost: [copyOf(0)] }),
      ],
    ],
    ['a consumer that is too early', 'consumed too early', [asked(1, 'k', 2), consumed(3, 'k')]],
  ])('%s', (_what, fingerprint, lines) => {
    expect(say(lines)).toBe(fingerprint);
  });

  test('no copy that a power loss took under asynchronous flush', () => {
    const lines = [
      asked(1, 'k'),
      waits(1, 0),
      acknowledged(1.1, 'k', 1000),
      ...deliver(2, 0),
      ended(2.1, 'power-lost'),
      back(3, { lost: [copyOf(0)] }),
    ];
    expect(say(lines, { ...LEVELS, flush: 'asynchronous' })).toBeUndefined();
  });
});

function stored1(atSeconds: number): Line {
  return [atSeconds, stored(500)];
}
