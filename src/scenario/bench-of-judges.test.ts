import { expect, test } from 'vitest';
import type { MessageEntry } from '../oracles/message-entry.ts';
import type { Oracle } from '../oracles/oracle.ts';
import { PROMISES, SETTLED, sent } from '../oracles/testing/written-history.ts';
import { BenchOfJudges } from './bench-of-judges.ts';
import type { Limit } from './design.ts';

const objectionTo = (name: string, ordinal: number): Oracle => ({
  name,
  doc: '',
  judge: () => ({
    hear: ({ entry }) =>
      entry.kind === 'send-invoked' && entry.ordinal >= ordinal
        ? { oracle: name, message: `${entry.ordinal}`, fingerprint: `${name}: sent` }
        : undefined,
  }),
});

const LIMIT: Limit = {
  name: 'sends-freely',
  doc: '',
  source: '',
  excuses: ({ fingerprint }) => fingerprint === 'mild: sent',
};

const heard = (entry: MessageEntry) => ({ number: 1, atUs: 0, machine: '', entry });

test('a limit excuses exactly its violation; the other judges go on', () => {
  const bench = new BenchOfJudges([objectionTo('mild', 0), objectionTo('strict', 2)], PROMISES, [LIMIT]);
  for (const message of ['k/0', 'k/1']) bench.hear(heard(sent(message)));
  expect([bench.violation, bench.excused]).toEqual([undefined, ['sends-freely']]);
  bench.hear(heard(sent('k/2')));
  expect(bench.violation?.oracle).toBe('strict');
});

test('nothing is excused without a limit, and nothing is counted that did not happen', () => {
  const bench = new BenchOfJudges([objectionTo('mild', 0)], PROMISES);
  bench.hear(heard(sent('k/0')));
  bench.settle(SETTLED);
  expect([bench.violation?.oracle, bench.excused]).toEqual(['mild', []]);
});

test('a judge whose objection was excused is not asked again, unless it goes on', () => {
  const lasting: Oracle = {
    ...objectionTo('mild', 0),
    judge: () => ({
      goesOn: true,
      hear: ({ entry }) => {
        const fingerprint = entry.kind === 'send-invoked' && entry.ordinal > 0 ? 'mild: more' : 'mild: sent';
        return { oracle: 'mild', message: '', fingerprint };
      },
    }),
  };
  const bench = new BenchOfJudges([lasting], PROMISES, [LIMIT]);
  bench.hear(heard(sent('k/0')));
  expect([bench.violation, bench.excused]).toEqual([undefined, ['sends-freely']]);
  bench.hear(heard(sent('k/1')));
  expect(bench.violation?.fingerprint).toBe('mild: more');
});
