// Known bad (mission B2): which messages were processed is known in memory only. After a restart everything that comes again takes effect again.

import type { Design } from '../../src/scenario/design.ts';
import { type OpenLedger, openJournal } from '../../src/scenario/effect-ledger.ts';
import { baseline } from '../baseline.ts';

const openLedger: OpenLedger = async (disk) => {
  const effects = await openJournal(disk, 'ledger/effects');
  const restart = [...effects.state.values()].reduce((sum, times) => sum + times, 0);
  return {
    /** The journal takes those of another life for others. */
    apply: (id, effect) => effects.apply(`${id} since ${restart}`, effect),
    times: () => effects.state,
  };
};

export const effectRemembered: Design = {
  name: 'effect-remembered',
  doc: 'Remembers in memory only which messages were processed.',
  options: baseline.options,
  parts: { effects: { openLedger } },
  limits: baseline.limits,
  defect: { source: 'mission row B2', oracle: 'exactly-once-effect', scenario: 'idempotent-effects' },
};
