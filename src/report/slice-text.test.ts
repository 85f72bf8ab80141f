import { expect, test } from 'vitest';
import type { CausalSlice } from '../explorer/causes/slice-step.ts';
import { sliceText } from './slice-text.ts';
import { PLAIN } from './style.ts';

const SLICE: CausalSlice = {
  message: 'k/0 after k/1',
  subjects: ['k'],
  chain: { event: 1234, events: 6, packets: 2, root: { machine: '', label: 'fault ends', atUs: 1500 } },
  steps: [
    { kind: 'note', event: 1, atUs: 1_000_000, what: 'send-invoked', machine: 'sender', text: 'sends k/0' },
    {
      kind: 'packet',
      event: 4,
      atUs: 1_100_000,
      from: 'sender',
      to: 'left',
      text: 'send',
      bytes: 1300,
      sentAtUs: 1_000_000,
      delay: 'sent-again',
    },
    { kind: 'gap', event: 5, atUs: 1_100_000, packets: 3, lines: 1, machines: ['a', 'b', 'c'] },
    { kind: 'wait', event: 9, atUs: 2_100_000, machine: 'late', text: 'tick', waitedUs: 900_000, times: 3 },
  ],
};

test('a slice is read in columns: when, who, what', () => {
  expect(sliceText(SLICE, PLAIN).split('\n')).toEqual([
    'why: k/0 after k/1',
    'event 1,234 has 5 ancestors, with 2 packets; the first is the world: fault ends at 1.500 ms',
    '',
    '   1000.000 ms  sender         sends k/0',
    '   1100.000 ms  sender → left  send, 1,300 bytes, lost before and sent again, under way for 100.000 ms',
    '                … 3 packets between a, b and c and 1 line of the account',
    '   2100.000 ms  late           tick, after a wait of 900.000 ms (3 times)',
  ]);
});

test('a slice without a violating event says so', () => {
  expect(sliceText({ ...SLICE, chain: null }, PLAIN)).toContain('\nno event violates it: ');
});
