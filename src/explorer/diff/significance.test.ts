import { describe, expect, test } from 'vitest';
import type { AccountLine } from '../../scenario/account-line.ts';
import type { Finding } from '../run-task.ts';
import type { AccountDifference } from './account-comparison.ts';
import { rank } from './significance.ts';

function line(kind: string, text: string, subject = '', atUs = 1): AccountLine {
  return { event: 1, identity: 'i', atUs, machine: 'm', kind, subject, text };
}

function only(left: AccountLine): AccountDifference {
  return { left, right: undefined, atUs: left.atUs };
}

function changed(left: AccountLine, right: AccountLine): AccountDifference {
  return { left, right, atUs: Math.min(left.atUs, right.atUs) };
}

const HELD: Finding = { kind: 'held' };
const VIOLATED: Finding = {
  kind: 'violated',
  violation: { oracle: 'order', message: 'message 0 of key blamed, after message 2', fingerprint: 'f' },
  atUs: 9,
  event: 9,
};

describe('what a reader wants first', () => {
  test('verdict, what it is about, trouble, other ends, other ways', () => {
    const differences = [
      only(line('lease-granted', 'grants')),
      changed(
        line('send-completed', 'send of message 0 is acknowledged at a queue 0 offset 1', 'way'),
        line('send-completed', 'send of message 0 is acknowledged at b queue 1 offset 2', 'way'),
      ),
      changed(
        line('send-completed', 'send of message 0 is acknowledged at a queue 0 offset 1', 'end'),
        line('send-completed', 'send of message 0 ends unknown: it died', 'end'),
      ),
      only(line('machine-ended', 'loses power')),
      only(line('send-invoked', 'sends message 0 of key blamed', 'blamed')),
      only(line('violated', 'order: message 0')),
    ];
    expect(rank(differences, [VIOLATED, HELD]).map(({ significance }) => significance)).toEqual([
      'verdict',
      'subject',
      'trouble',
      'end',
      'way',
      'way',
    ]);
    const subject = 'a key that is only a part: blame';
    expect(rank([only(line('send-completed', 'x', subject))], [VIOLATED])[0]?.significance).toBe('end');
  });

  test('one line stands for a key, four for one that the violation is about', () => {
    const lines = (subject: string) =>
      Array.from({ length: 6 }, (_, index) =>
        only(line('delivery-started', `gets message ${index}`, subject, index)),
      );
    const ranked = rank([...lines('blamed'), ...lines('other')], [VIOLATED]);
    expect(ranked.map(({ left, others }) => [left?.subject, left?.atUs, others])).toEqual([
      ['blamed', 0, 0],
      ['blamed', 1, 0],
      ['blamed', 2, 0],
      ['blamed', 3, 2],
      ['other', 0, 5],
    ]);
  });

  test('of a key, what is missing is told, then what moved most', () => {
    const near = changed(
      line('delivery-started', 'gets message 0', 'k', 1),
      line('delivery-started', 'has message 0', 'k', 2),
    );
    const far = changed(
      line('delivery-started', 'gets message 1', 'k', 3),
      line('delivery-started', 'has message 1', 'k', 90),
    );
    expect(rank([near, far], [])).toEqual([{ ...far, significance: 'end', others: 1 }]);
    const missing = only(line('delivery-started', 'gets message 2', 'k', 50));
    expect(rank([near, far, missing], [])).toEqual([{ ...missing, significance: 'end', others: 2 }]);
  });
});
