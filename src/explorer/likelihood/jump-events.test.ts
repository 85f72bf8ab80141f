import { expect, test } from 'vitest';
import type { AccountLine } from '../../scenario/account-line.ts';
import { eventsBetween } from './jump-events.ts';

function line(atUs: number, kind: string, subject = ''): AccountLine {
  return { event: atUs, identity: '', atUs, machine: '', kind, subject, text: `${kind} ${subject}`.trim() };
}

const texts = (lines: readonly AccountLine[]) => lines.map(({ text }) => text);

test('only what lies in the stretch counts, its end included', () => {
  const account = [
    line(10, 'fault-began'),
    line(20, 'fault-ended'),
    line(30, 'machine-ended'),
    line(31, 'violated'),
  ];
  expect(texts(eventsBetween(account, { fromUs: 10, toUs: 30 }, ''))).toEqual([
    'fault-ended',
    'machine-ended',
  ]);
});

test('faults come before messages, those that the failure names before others, and all in their order', () => {
  const account = [
    line(1, 'send-invoked', 'order-1'),
    line(2, 'send-invoked', 'order-7'),
    ...Array.from({ length: 8 }, (_, index) => line(3, 'delivery-started', `order-${20 + index}`)),
    line(4, 'lease-granted'),
    line(5, 'fault-began'),
    line(6, 'machine-ended'),
  ];
  const found = texts(eventsBetween(account, { fromUs: 0, toUs: 9 }, 'message 2 of key order-7 was lost'));
  expect(found).toEqual([
    'send-invoked order-1',
    'send-invoked order-7',
    'delivery-started order-20',
    'lease-granted',
    'fault-began',
    'machine-ended',
  ]);
});
