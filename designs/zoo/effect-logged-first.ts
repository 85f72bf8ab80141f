// Known bad (mission B2): the processed id and the effect are written one after the other, the id first. A crash between the two loses the effect:
// the message comes again and is taken for done.

import type { Design } from '../../src/scenario/design.ts';
import { type OpenLedger, openJournal } from '../../src/scenario/effect-ledger.ts';
import { baseline } from '../baseline.ts';

const NOTHING = new Uint8Array(0);

const openLedger: OpenLedger = async (disk) => {
  const effects = await openJournal(disk, 'ledger/effects');
  const ids = await openJournal(disk, 'ledger/ids');
  return {
    async apply(id, effect) {
      if ((await ids.apply(id, NOTHING)) === 'already') return 'already';
      return effects.apply(id, effect);
    },
    times: () => effects.state,
  };
};

export const effectLoggedFirst: Design = {
  name: 'effect-logged-first',
  doc: 'Writes that a message was processed, and then what it changes.',
  options: baseline.options,
  parts: { effects: { openLedger } },
  limits: baseline.limits,
  defect: { source: 'mission row B2', oracle: 'exactly-once-effect', scenario: 'idempotent-effects' },
};
