// Numbers as people read them.

const THOUSAND = 1000;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** 1234567 as 1,234,567. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function formatPerCent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * THOUSAND)} ms`;
  if (seconds < MINUTE_SECONDS * 2) return `${seconds.toFixed(1)} s`;
  if (seconds < HOUR_SECONDS * 2) return `${Math.round(seconds / MINUTE_SECONDS)} min`;
  if (seconds < DAY_SECONDS * 2) return `${(seconds / HOUR_SECONDS).toFixed(1)} h`;
  return `${(seconds / DAY_SECONDS).toFixed(1)} days`;
}

/** Virtual time of an event. */
export function formatMicroseconds(timeUs: number): string {
  return `${(timeUs / 1_000_000).toFixed(6)} s`;
}
