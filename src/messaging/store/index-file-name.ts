// An index file is named after the local time of its creation, yyyyMMddHHmmssSSS (UtilAll.java `timeMillisToHumanString`).

import { civilDate, DAY_MS, dayOf } from '../../base/civil-date.ts';

const NAME = /^\d{17}$/;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The zone is in minutes east of UTC. */
export function indexFileName(wallMs: number, zoneMinutes: number): string {
  const localMs = wallMs + zoneMinutes * MINUTE_MS;
  const day = Math.floor(localMs / DAY_MS);
  const { year, month, dayOfMonth } = civilDate(day);
  const timeMs = localMs - day * DAY_MS;
  const hour = Math.floor(timeMs / HOUR_MS);
  const minute = Math.floor((timeMs % HOUR_MS) / MINUTE_MS);
  const second = Math.floor((timeMs % MINUTE_MS) / 1000);
  const date = `${digits(year, 4)}${digits(month, 2)}${digits(dayOfMonth, 2)}`;
  return `${date}${digits(hour, 2)}${digits(minute, 2)}${digits(second, 2)}${digits(timeMs % 1000, 3)}`;
}

/** When a file of this name was created; undefined for other names. */
export function indexFileTime(name: string, zoneMinutes: number): number | undefined {
  if (!NAME.test(name)) return undefined;
  const part = (from: number, to: number) => Number(name.slice(from, to));
  const day = dayOf({ year: part(0, 4), month: part(4, 6), dayOfMonth: part(6, 8) });
  const timeMs = part(8, 10) * HOUR_MS + part(10, 12) * MINUTE_MS + part(12, 14) * 1000 + part(14, 17);
  return day * DAY_MS + timeMs - zoneMinutes * MINUTE_MS;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
