import { describe, expect, test } from 'vitest';
import type { AccountLine } from '../../scenario/account-line.ts';
import { isTellingIn, RANK, rankLines } from './line-rank.ts';
import { Theme } from './theme.ts';

function line(text: string, fields: Partial<AccountLine> = {}): AccountLine {
  return { event: 1, identity: '1', atUs: 0, machine: 'm-1', kind: 'said', subject: '', text, ...fields };
}

function ranksOf(message: string, account: readonly AccountLine[]): readonly (readonly [string, number])[] {
  const theme = new Theme(message, account, undefined);
  return rankLines(account, theme).map(({ line: { text }, rank }) => [text, rank]);
}

describe('what matters to a failure', () => {
  test('of a message: it first, then others of its key, and nothing else', () => {
    const account = [
      line('sends message 0 of key k', { subject: 'k', kind: 'send-invoked' }),
      line('g gets message 0 of key k', { subject: 'k' }),
      line('g gets message 1 of key k', { subject: 'k' }),
      line('g gets message 0 of key j', { subject: 'j' }),
      line('violated', { kind: 'violated' }),
    ];
    expect(ranksOf('message 0 of key k is lost', account)).toEqual([
      ['sends message 0 of key k', RANK.sendOfNamed],
      ['g gets message 0 of key k', RANK.named],
      ['g gets message 1 of key k', RANK.other],
      ['violated', RANK.violation],
    ]);
  });

  test('of a queue: who has it, then what is fine and what passes through', () => {
    const queue = 'm-1 t 0';
    const account = [
      line('has queue 0 of t on m-1', { queue }),
      line('remembers offset 3', { queue, isDetail: true }),
      line('g gets message 0 of key k', { queue, subject: 'k' }),
      line('has queue 1 of t on m-1', { queue: 'm-1 t 1' }),
    ];
    expect(ranksOf('queue 0 of t on m-1 goes back', account).map(([, rank]) => rank)).toEqual([
      RANK.named,
      RANK.other,
      RANK.other,
    ]);
  });

  test('of machines: what they say, and what is fine only about each other or a thing that is named', () => {
    const account = [
      line('recovers'),
      line('recovers', { machine: 'm-12' }),
      line('hears of m-2', { isDetail: true }),
      line('hears of m-3', { isDetail: true }),
      line('begins to replace a/b.json', { isDetail: true }),
      line('faces the world', { kind: 'fault-began' }),
      line('serves', { machine: 'm-2' }),
      line('serves', { machine: 'm-3' }),
    ];
    expect(ranksOf('at m-1: m-2 left a/b.json', account)).toEqual([
      ['recovers', RANK.named],
      ['hears of m-2', RANK.other],
      ['begins to replace a/b.json', RANK.ownership],
      ['serves', RANK.named],
    ]);
  });

  test('of what is said again and again: the first and the last time', () => {
    const again = Array.from({ length: 4 }, () => line('sends message 0 of key k', { subject: 'k' }));
    expect(ranksOf('message 0 of key k is lost', again).map(([, rank]) => rank)).toEqual([
      RANK.named,
      RANK.passed,
      RANK.passed,
      RANK.named,
    ]);
  });
});

test('what is fine is heard once; records only where their offset is named, or in the violating event', () => {
  const stored = (offset: number, identity: string) =>
    line(`stores offset ${offset} of queue 0 of t`, { kind: 'record-stored', isDetail: true, identity });
  const account = [
    line('sends offset 1', { isDetail: true }),
    line('sends offset 1', { isDetail: true }),
    line('has queue 0'),
    line('has queue 0'),
    stored(4, '2'),
    stored(5, '3'),
    stored(6, '9'),
  ];
  const isTelling = isTellingIn(new Theme('queue 0 of t on m-1 lost offset 5', account, '9'), '9');
  expect(account.filter(isTelling).map(({ text }) => text)).toEqual([
    'sends offset 1',
    'has queue 0',
    'has queue 0',
    'stores offset 5 of queue 0 of t',
    'stores offset 6 of queue 0 of t',
  ]);
});
