// Known bad (mission B2): the effect and the processed id are written one after the other, the effect first. A crash between the two repeats the
// effect when the message comes again.

import type { Design } from '../../src/scenario/design.ts';
import { type OpenLedger, openJournal } from '../../src/scenario/effect-ledger.ts';
import { baseline } from '../baseline.ts';

const NOTHING = new Uint8Array(0);

const openLedger: OpenLedger = async (disk) => {
  const effects = await openJournal(disk, 'ledger/effects');
  const ids = await openJournal(disk, 'ledger/ids');
  const open = new Map<string, Promise<'applied' | 'already'>>();
  let attempts = [...effects.state.values()].reduce((sum, times) => sum + times, 0);
  const write = async (id: string, effect: Uint8Array) => {
    attempts += 1;
    await effects.apply(`${id} ${attempts}`, effect);
    await ids.apply(id, NOTHING);
    return 'applied' as const;
  };
  return {
    async apply(id, effect) {
      if (ids.has(id)) return 'already';
      const writing = open.get(id) ?? write(id, effect);
      const isFirst = !open.has(id);
      open.set(id, writing);
      await writing;
      open.delete(id);
      return isFirst ? 'applied' : 'already';
    },
    times: () => effects.state,
  };
};

export const effectLoggedLast: Design = {
  name: 'effect-logged-last',
  doc: 'Writes what a message changes, and then that it was processed.',
  options: baseline.options,
  parts: { effects: { openLedger } },
  limits: baseline.limits,
  defect: { source: 'mission row B2', oracle: 'exactly-once-effect', scenario: 'idempotent-effects' },
};
