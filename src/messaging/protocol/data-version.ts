// The version of a broker's tables: equal only if every part is equal (facts 1.9).

import { integerMember, isObject, type Json } from './json.ts';

export interface DataVersion {
  readonly stateVersion: number;
  readonly timestampMs: number;
  readonly counter: number;
}

export function initialDataVersion(nowMs: number): DataVersion {
  return { stateVersion: 0, timestampMs: nowMs, counter: 0 };
}

export function nextDataVersion(version: DataVersion, nowMs: number): DataVersion {
  return { stateVersion: version.stateVersion, timestampMs: nowMs, counter: version.counter + 1 };
}

export function equalDataVersions(left: DataVersion, right: DataVersion): boolean {
  return (
    left.stateVersion === right.stateVersion &&
    left.timestampMs === right.timestampMs &&
    left.counter === right.counter
  );
}

export function dataVersionJson(version: DataVersion): object {
  return { counter: version.counter, stateVersion: version.stateVersion, timestamp: version.timestampMs };
}

export function decodeDataVersion(value: Json | undefined): DataVersion | undefined {
  if (!isObject(value)) return undefined;
  const counter = integerMember(value, 'counter', 0);
  const timestampMs = integerMember(value, 'timestamp', 0);
  const stateVersion = integerMember(value, 'stateVersion', 0);
  if (counter === undefined || timestampMs === undefined || stateVersion === undefined) return undefined;
  return { stateVersion, timestampMs, counter };
}
