import { expect, test } from 'vitest';
import { encodeText } from '../base/bytes.ts';
import type { Observation } from '../environment/observation.ts';
import { History } from '../history/history.ts';
import type { MessageEntry } from '../oracles/message-entry.ts';
import { ProgressWitness } from './progress-witness.ts';

const COMMIT = { kind: 'broker.offset-committed', group: 'readers', topic: 'orders', queueId: 0 } as const;
const commit = (offset: number): Observation => ({ ...COMMIT, offset }) as Observation;

function saving(offset: number): Observation {
  const content = encodeText(JSON.stringify({ offsetTable: { 'orders@readers': { 0: offset } } }));
  return { kind: 'broker.config-saving', path: 'store/config/consumerOffset.json', content } as Observation;
}

function seen(...observations: (Observation | 'end')[]): readonly MessageEntry[] {
  const history = new History<MessageEntry>(() => 0);
  const witness = new ProgressWitness(history);
  for (const each of observations) {
    if (each === 'end') witness.ended('slave-1');
    else witness.observe('slave-1', each);
  }
  return history.entries.map(({ entry }) => entry);
}

test('a smaller offset than was committed is written down: it was taken back, which is told once', () => {
  const group = { group: 'readers', topic: 'orders', queueId: 0 };
  expect(seen(commit(20), saving(10), saving(10))).toEqual([
    { kind: 'progress-taken-back', ...group, from: 20, to: 10 },
  ]);
});

test('what the group itself took back, what is further, and what another process had, is no matter', () => {
  expect(seen(commit(20), saving(20), saving(30), commit(10), saving(10))).toEqual([]);
  expect(seen(commit(20), 'end', saving(10))).toEqual([]);
});
