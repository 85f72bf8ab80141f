import { describe, expect, test } from 'vitest';
import { concatBytes, decodeText, encodeText } from '../../base/bytes.ts';
import { decodeJournal, encodeEffect, encodeSnapshot } from './effect-journal-format.ts';

const SNAPSHOT = encodeSnapshot(['a', 'ü'], encodeText('state'));
const ONE = encodeEffect({ id: 'b', effect: encodeText('first') });
const OTHER = encodeEffect({ id: '', effect: new Uint8Array(0) });

describe('the bytes of an effect journal', () => {
  test('say state, ids and effects', () => {
    const content = decodeJournal(concatBytes([SNAPSHOT, ONE, OTHER]));
    expect(content?.ids).toEqual(['a', 'ü']);
    expect(decodeText(content?.state ?? new Uint8Array(0))).toBe('state');
    expect(content?.effects.map(({ id, effect }) => [id, decodeText(effect)])).toEqual([
      ['b', 'first'],
      ['', ''],
    ]);
    expect(content?.wholeBytes).toBe(SNAPSHOT.length + ONE.length + OTHER.length);
  });
  test('cut or changed anywhere in the last entry, say everything before it', () => {
    const whole = concatBytes([SNAPSHOT, ONE]);
    for (let length = SNAPSHOT.length; length < whole.length; length += 1) {
      expect(decodeJournal(whole.slice(0, length))).toMatchObject({
        effects: [],
        wholeBytes: SNAPSHOT.length,
      });
    }
    for (let at = SNAPSHOT.length; at < whole.length; at += 1) {
      const changed = whole.slice();
      changed[at] = (changed[at] as number) ^ 0x10;
      expect(decodeJournal(changed)?.effects).toEqual([]);
    }
  });
  test('are none without a whole first entry, and zeros are no entry', () => {
    expect(decodeJournal(SNAPSHOT.slice(0, -1))).toBeUndefined();
    expect(decodeJournal(new Uint8Array(0))).toBeUndefined();
    expect(decodeJournal(new Uint8Array(64))).toBeUndefined();
    expect(decodeJournal(concatBytes([SNAPSHOT, new Uint8Array(64)]))?.effects).toEqual([]);
  });
});
