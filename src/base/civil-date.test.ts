import { expect, test } from 'vitest';
import { civilDate, DAY_MS, dayOf } from './civil-date.ts';

test('days have the dates of the calendar', () => {
  expect(civilDate(0)).toEqual({ year: 1970, month: 1, dayOfMonth: 1 });
  expect(civilDate(-1)).toEqual({ year: 1969, month: 12, dayOfMonth: 31 });
  expect(civilDate(11_016)).toEqual({ year: 2000, month: 2, dayOfMonth: 29 });
  expect(civilDate(20_780)).toEqual({ year: 2026, month: 11, dayOfMonth: 23 });
});

test('every day of eight centuries is the day of its date', () => {
  let wrong = 0;
  for (let day = -146_097; day < 146_097; day += 1) if (dayOf(civilDate(day)) !== day) wrong += 1;
  expect(wrong).toBe(0);
});

test('dates are those of the host', () => {
  for (let day = -146_097; day < 146_097; day += 997) {
    const host = new Date(day * DAY_MS);
    expect(civilDate(day)).toEqual({
      year: host.getUTCFullYear(),
      month: host.getUTCMonth() + 1,
      dayOfMonth: host.getUTCDate(),
    });
  }
});
