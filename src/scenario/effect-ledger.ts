// What a scenario's database keeps of messages: how often each has taken effect. An honest ledger says once; it counts so that a wrong one shows.

import { decodeText, encodeText } from '../base/bytes.ts';
import type { Disk } from '../environment/disk.ts';
import { EffectJournal, type EffectState } from '../messaging/client/effect-journal.ts';
import type { EffectStore } from '../messaging/client/effect-store.ts';
import { type MessageName, messageKey } from '../oracles/message-entry.ts';

export interface Ledger extends EffectStore {
  /** How often each message has taken effect, durably; by its text. */
  times(): ReadonlyMap<string, number>;
}

/** @throws DiskError */
export type OpenLedger = (disk: Disk) => Promise<Ledger>;

type Times = ReadonlyMap<string, number>;

/** What a message changes: it is the message's text key, which names it in histories. */
export function effectText(name: MessageName): string {
  return messageKey(name);
}

/** The journal of a run is written anew some times. */
const COMPACT_ABOVE_BYTES = 2048;

export const COUNTS: EffectState<Times> = {
  empty: new Map(),
  apply: (times, effect) => {
    const text = decodeText(effect);
    return new Map(times).set(text, (times.get(text) ?? 0) + 1);
  },
  encode: (times) => encodeText(JSON.stringify([...times])),
  decode: (bytes) => new Map(JSON.parse(decodeText(bytes)) as [string, number][]),
};

export function openJournal(disk: Disk, path: string): Promise<EffectJournal<Times>> {
  return EffectJournal.open(disk, path, COUNTS, { compactAboveBytes: COMPACT_ABOVE_BYTES });
}

/** Effect and id in one entry of one file. */
export const openLedger: OpenLedger = async (disk) => {
  const journal = await openJournal(disk, 'ledger/effects');
  return { apply: (id, effect) => journal.apply(id, effect), times: () => journal.state };
};
