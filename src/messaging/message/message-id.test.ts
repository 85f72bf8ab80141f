import { describe, expect, test } from 'vitest';
import { logPosition } from '../../base/numbers.ts';
import { monthStartMs, offsetMessageId, parseOffsetMessageId, uniqueKey } from './message-id.ts';

describe('ids', () => {
  test('offset message id, both ways', () => {
    const id = offsetMessageId('192.168.0.1:10911', logPosition(1024));
    expect(id).toBe('C0A8000100002A9F0000000000000400');
    expect(parseOffsetMessageId(id)).toEqual({ storeHost: '192.168.0.1:10911', position: 1024 });
    const v6 = offsetMessageId('[::1]:1', logPosition(7));
    expect(v6).toHaveLength(56);
    expect(parseOffsetMessageId(v6)).toEqual({ storeHost: '[::1]:1', position: 7 });
    expect(parseOffsetMessageId('C0A8')).toBeUndefined();
    expect(parseOffsetMessageId(`${id.slice(0, 16)}FFFFFFFFFFFFFFFF`)).toBeUndefined();
  });

  test('unique key: ip, process, loader, milliseconds since the month began, counter', () => {
    const source = { host: '10.0.0.7', processNumber: 0x1_1234, loaderNumber: 3 };
    const key = uniqueKey(source, Date.UTC(2024, 1, 29, 0, 0, 1), 0x1_0005);
    const sinceMonth = 28 * 86_400_000 + 1000;
    expect(key).toBe(`0A000007123400000003${sinceMonth.toString(16).toUpperCase()}0005`);
    expect(key).toHaveLength(32);
    expect(uniqueKey({ ...source, host: '[::1]' }, 0, 0)).toHaveLength(56);
  });

  test('month starts agree with the calendar', () => {
    for (let day = -800; day < 40_000; day += 7) {
      const wallMs = day * 86_400_000 + 12_345;
      const date = new Date(wallMs);
      expect(monthStartMs(wallMs)).toBe(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
    }
  });
});
