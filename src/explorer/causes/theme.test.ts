import { describe, expect, test } from 'vitest';
import { TWO_QUEUES, writtenRun } from './testing/written-trace.ts';
import { hasWord, Theme } from './theme.ts';

const { account } = writtenRun(TWO_QUEUES);

function textsOf(isWanted: (line: (typeof account)[number]) => boolean): readonly string[] {
  return account.filter(isWanted).map(({ text }) => text);
}

describe('what a failure is about', () => {
  test('is the key that its message names, not one whose name only begins like it', () => {
    const theme = new Theme('g got message 0 of key k-2 twice', account, undefined);
    expect([...theme.subjects]).toEqual(['k-2']);
    expect([...theme.queues]).toEqual([]);
  });

  test('is the messages that are named, beside others of the key', () => {
    const theme = new Theme('message 1 of key k was not handled', account, undefined);
    expect(textsOf((line) => theme.isNamed(line))).toEqual([
      'sends message 1 of key k',
      'g gets message 1 of key k',
    ]);
    expect(textsOf((line) => theme.isAbout(line))).toHaveLength(5);
    expect([...theme.queues]).toEqual(['right t 0']);
  });

  test('may be two messages of one key, and a number may count other things', () => {
    const theme = new Theme('got message 0 of key k after message 1 (left queue 0)', account, undefined);
    expect(textsOf((line) => theme.isNamed(line))).toHaveLength(5);
    const other = new Theme('message 1 of delay level 2: key k', account, undefined);
    expect(textsOf((line) => other.isNamed(line))).toHaveLength(5);
  });

  test('is the queue that is named; its topic may go without saying', () => {
    for (const message of ['queue 0 of t on left goes back', 'left still holds queue 0', 'sent to left/t/0'])
      expect([...new Theme(message, account, undefined).queues]).toEqual(['left t 0']);
    expect([...new Theme('queue 1 of t on left goes back', account, undefined).queues]).toEqual([]);
  });

  test('is what was told in the violating event, where the message names nothing', () => {
    const theme = new Theme('that must not be', account, account.at(-1)?.identity);
    expect([...theme.subjects]).toEqual(['k']);
    expect([...theme.queues]).toEqual(['left t 0', 'right t 0']);
  });
});

test('a word stands alone', () => {
  expect(hasWord('broker-1, broker-12', 'broker-1')).toBe(true);
  expect(hasWord('broker-12', 'broker-1')).toBe(false);
  expect(hasWord('my-broker-1', 'broker-1')).toBe(false);
  expect(hasWord('anything', '')).toBe(false);
});

test('a path, a host or a delay level that is named is a thing to look for', () => {
  const theme = new Theme('m-1 (10.0.0.5:4711) left a/b.json with delay level 2', [], undefined);
  const says = (text: string) =>
    theme.isOfThing({ event: 1, identity: '1', atUs: 0, machine: 'm-1', kind: 'said', subject: '', text });
  for (const text of ['hears of 10.0.0.5:1', 'has replaced a/b.json', 'delivers message 1 of delay level 2'])
    expect(says(text)).toBe(true);
  for (const text of ['hears of 10.0.0.51:1', 'has replaced b.json', 'delivers message 1 of delay level 20'])
    expect(says(text)).toBe(false);
  const line = { event: 1, identity: '1', atUs: 0, kind: 'said', subject: '', text: '' };
  expect(theme.mayBeSaidBy({ ...line, machine: 'm-2' }, ['m-1', 'm-2'])).toBe(false);
  expect(theme.mayBeSaidBy({ ...line, machine: 'm-2' }, ['m-2', 'm-3'])).toBe(true);
});
