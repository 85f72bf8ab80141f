// Reads the values of flags. Each error names what was expected; the name of the flag and its value are added by the command line parser.

import { InvalidArgumentError } from 'commander';
import type { RunUntil } from '../explorer/run-task.ts';
import type { SeedRange } from '../explorer/seed-range.ts';
import type { Shard } from '../explorer/shard.ts';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const COUNT_MAX = 1_000_000_000;

export function parseCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > COUNT_MAX)
    throw new InvalidArgumentError('Give a whole number from 1, such as 100.');
  return value;
}

export function parsePort(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 65_535)
    throw new InvalidArgumentError('Give a port from 1 to 65535, such as 9876.');
  return value;
}

export function parseAddress(text: string): string {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3}):(\d+)$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('Give an IPv4 address with its port, such as 127.0.0.1:9876.');
  }
  return text;
}

export function parseCountOrNone(text: string): number {
  return text === '0' ? 0 : parseCount(text);
}

export function parseOffset(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('Give the offset of a message, a whole number from 0.');
  return value;
}

export function parseSeeds(text: string): SeedRange {
  if (/^\d+$/.test(text)) return { first: 0, last: parseCount(text) - 1 };
  const match = /^(\d+)\.\.(\d+)$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2]);
  if (match === null || last < first || last > COUNT_MAX) {
    throw new InvalidArgumentError(
      'Give a number of runs, such as 200, or an inclusive range, such as 100..199.',
    );
  }
  return { first, last };
}

export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const unitMs = UNITS_MS[match?.[2] ?? ''];
  if (match === null || unitMs === undefined || Number(match[1]) === 0) {
    throw new InvalidArgumentError('Give a time with its unit, such as 60s, 5m or 500ms.');
  }
  return Number(match[1]) * unitMs;
}

export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const number = Number(match?.[1]);
  const of = Number(match?.[2]);
  if (match === null || of < 1 || number < 1 || number > of) {
    throw new InvalidArgumentError('Give the number of the shard and how many there are, from 1/8 to 8/8.');
  }
  return { number, of };
}

export function parseUntil(text: string): RunUntil {
  const match = /^#(\d+)$/.exec(text);
  if (match !== null) return { event: parseCount(match[1] ?? '') };
  try {
    return { atMs: parseDurationMs(text) };
  } catch {
    throw new InvalidArgumentError(
      'Give a virtual time, such as 12.5s, or the number of an event, such as #4711.',
    );
  }
}
