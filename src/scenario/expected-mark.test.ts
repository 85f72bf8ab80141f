import { expect, test } from 'vitest';
import { type ExpectedMark, markNames, marksFor, whereCopiesAreWaitedFor } from './expected-mark.ts';

const REACH: readonly ExpectedMark[] = ['always', whereCopiesAreWaitedFor('with copies')];

test('a mark that speaks of copies is expected where a send waits for them', () => {
  const marks = (replication: object) => marksFor(REACH, { options: { replication } });
  expect(marks({ role: 'SYNC_MASTER', inSyncReplicas: 2 })).toEqual(['always', 'with copies']);
  expect(marks({ role: 'SYNC_MASTER', confirmation: 'any-replica' })).toEqual(['always', 'with copies']);
  expect(marks({ role: 'SYNC_MASTER' })).toEqual(['always']);
  expect(marks({ role: 'ASYNC_MASTER', inSyncReplicas: 2 })).toEqual(['always']);
  expect(marksFor(REACH, { options: {} })).toEqual(['always']);
});

test('the names of all marks are told of a scenario', () => {
  expect(markNames(REACH)).toEqual(['always', 'with copies']);
});
