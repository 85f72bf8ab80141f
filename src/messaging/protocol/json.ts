// Reading JSON bodies of any peer: standard JSON, and what Java's fastjson writes beside it, which is integer keys without quotes
// (facts 1.9). Nothing here throws; a text that is neither is `undefined`. Writing is JSON.stringify of plain objects.

import { decodeText, encodeText } from '../../base/bytes.ts';
import { parseFastjson } from './fastjson.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function readJson(bytes: Uint8Array): Json | undefined {
  const text = decodeText(bytes);
  try {
    return JSON.parse(text) as Json;
  } catch {
    return parseFastjson(text);
  }
}

export function writeJson(value: unknown): Uint8Array {
  return encodeText(JSON.stringify(value));
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readObject(bytes: Uint8Array): JsonObject | undefined {
  const value = readJson(bytes);
  return isObject(value) ? value : undefined;
}

/** The own member of that name; null counts as absent, as it does in Java. */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

export function textMember(object: JsonObject, name: string): string | undefined {
  const value = member(object, name);
  return typeof value === 'string' ? value : undefined;
}

const INTEGER = /^-?\d{1,16}$/;

function toInteger(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** An integer, also one written as a text. `whenAbsent` is for an absent member only: a wrong one is undefined. */
export function integerMember(object: JsonObject, name: string, whenAbsent?: number): number | undefined {
  const value = member(object, name);
  return value === undefined ? whenAbsent : toInteger(value);
}

/** An integer in the range of Java's int. */
export function int32Member(object: JsonObject, name: string, whenAbsent?: number): number | undefined {
  const value = integerMember(object, name, whenAbsent);
  return value !== undefined && value === (value | 0) ? value : undefined;
}

/** More queues than this in one topic of one broker is a mistake or an attack: readers allocate per queue. */
export const MAX_QUEUE_COUNT = 65_536;

export function queueCountMember(object: JsonObject, name: string, whenAbsent: number): number | undefined {
  const value = integerMember(object, name, whenAbsent);
  return value !== undefined && value >= 0 && value <= MAX_QUEUE_COUNT ? value : undefined;
}

export function booleanMember(object: JsonObject, name: string): boolean {
  const value = member(object, name);
  return value === true || value === 'true';
}

/** Every element decoded; undefined when one cannot be. An absent list is empty. */
export function listMember<T>(
  object: JsonObject,
  name: string,
  decode: (element: Json) => T | undefined,
): readonly T[] | undefined {
  const value = member(object, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const list: T[] = [];
  for (const element of value as readonly Json[]) {
    const decoded = decode(element);
    if (decoded === undefined) return undefined;
    list.push(decoded);
  }
  return list;
}

/** Every entry decoded; undefined when one cannot be. An absent table is empty. */
export function tableMember<T>(
  object: JsonObject,
  name: string,
  decode: (value: Json, key: string) => T | undefined,
): ReadonlyMap<string, T> | undefined {
  const value = member(object, name);
  if (value === undefined) return new Map();
  if (!isObject(value)) return undefined;
  const table = new Map<string, T>();
  for (const key of Object.keys(value)) {
    const decoded = decode(value[key] as Json, key);
    if (decoded === undefined) return undefined;
    table.set(key, decoded);
  }
  return table;
}

export function asText(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asInteger(value: Json): number | undefined {
  return toInteger(value);
}

/** An object with the entries of a map, keys sorted: what JSON.stringify writes of it does not depend on insertion order. */
export function sortedObject<T>(table: ReadonlyMap<string, T>): Record<string, T> {
  const object = Object.create(null) as Record<string, T>;
  for (const key of [...table.keys()].sort()) object[key] = table.get(key) as T;
  return object;
}
