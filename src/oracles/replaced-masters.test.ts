import { describe, expect, test } from 'vitest';
import { ReplacedMasters, type Replacement } from './replaced-masters.ts';
import { type At, at, groupLost } from './testing/written-replicas.ts';
import { machineEnded, record, recovered, stored } from './testing/written-store.ts';

const promoted = at('slave-1', { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' });
const both = [0, 100].flatMap((position) => [
  at('broker-0', stored(position)),
  at('slave-1', stored(position)),
]);
const ahead = at('broker-0', stored(200));

function hear(...history: At[]): readonly Replacement[] {
  const masters = new ReplacedMasters();
  return history.flatMap(({ machine, entry }, index) => {
    const replacement = masters.hear({ number: index + 1, atUs: index, machine, entry });
    return replacement === undefined ? [] : [replacement];
  });
}

describe('a replaced master', () => {
  test('takes with it what the new one has not, once that is up', () => {
    const start = at('slave-1', recovered(200));
    expect(hear(...both, ahead, promoted)).toEqual([]);
    expect(hear(...both, ahead, promoted, start, start)).toEqual([
      { kind: 'lost', brokerName: 'broker-0', lost: [record(200)] },
    ]);
  });
  test('takes with it what the new one loses as it starts', () => {
    const start = at('slave-1', recovered(100, { lost: [record(100)] }));
    expect(hear(...both, promoted, start)).toEqual([
      { kind: 'lost', brokerName: 'broker-0', lost: [record(100)] },
    ]);
  });
  test('takes the same with it when its machine is back before, with an empty disk', () => {
    const back = at('broker-0', recovered(0, { lost: [record(0), record(100), record(200)] }));
    expect(hear(...both, ahead, promoted, back, at('slave-1', recovered(200)))).toEqual([
      { kind: 'lost', brokerName: 'broker-0', lost: [record(200)] },
    ]);
  });
  test('takes with it what it stores beside the new one, until its disk is another', () => {
    const start = at('slave-1', recovered(200));
    const early = hear(...both, promoted, ahead, start);
    expect(early).toEqual([{ kind: 'lost', brokerName: 'broker-0', lost: [record(200)] }]);
    const late = hear(...both, promoted, start, ahead).slice(1);
    expect(late).toEqual([{ kind: 'stray', brokerName: 'broker-0', lost: [record(200)] }]);
    const wiped = at('broker-0', machineEnded('disk-wiped'));
    expect(hear(...both, promoted, start, wiped, ahead).slice(1)).toEqual([]);
  });
  test('takes with it what it stores when it has started again before the new one is up', () => {
    const back = at('broker-0', recovered(200));
    expect(hear(...both, promoted, back, ahead, at('slave-1', recovered(200)))).toEqual([
      { kind: 'lost', brokerName: 'broker-0', lost: [record(200)] },
    ]);
  });
  test('takes everything with it where all copies are lost', () => {
    expect(hear(...both, groupLost, at('broker-0', stored(0)), at('broker-0', recovered(0)))).toEqual([
      { kind: 'all', brokerName: 'broker-0', lost: [record(0), record(100)] },
    ]);
  });
  test('is nobody whose slave only starts again', () => {
    expect(hear(...both, ahead, at('slave-1', recovered(100)))).toEqual([]);
  });
});
