// Days and the proleptic Gregorian calendar, both ways, without a host's calendar: day 0 is 1970-01-01.

import { assert } from './assert.ts';

export interface CivilDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly dayOfMonth: number;
}

export const DAY_MS = 86_400_000;

const DAYS_BEFORE_EPOCH = 719_468;
const ERA_DAYS = 146_097;
const ERA_YEARS = 400;

/** Days since 0000-03-01 make it easy: the leap day ends the year, so the day of the month follows from a fixed pattern of months. */
export function civilDate(day: number): CivilDate {
  assert(Number.isSafeInteger(day), 'a day is an integer');
  const shifted = day + DAYS_BEFORE_EPOCH;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - daysBeforeYear(yearOfEra);
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: era * ERA_YEARS + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** The day of a date of the calendar. */
export function dayOf({ year, month, dayOfMonth }: CivilDate): number {
  const yearFromMarch = month <= 2 ? year - 1 : year;
  const era = Math.floor(yearFromMarch / ERA_YEARS);
  const monthFromMarch = month <= 2 ? month + 9 : month - 3;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = daysBeforeYear(yearFromMarch - era * ERA_YEARS) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - DAYS_BEFORE_EPOCH;
}

function daysBeforeYear(yearOfEra: number): number {
  return 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
}
