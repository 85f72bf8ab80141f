// The JSON form of a command's header (facts 1.2), emitted with Java's keys in Java's order.

import type { HeaderPart } from './header-part.ts';
import { knownLanguage } from './language.ts';

/** Characters that JSON must escape, and lone surrogates, which UTF-8 cannot carry. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters to escape
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

export function writeJsonHeader(part: HeaderPart): string {
  let json = `{"code":${part.code}`;
  if (part.fields.size > 0) {
    let separator = ',"extFields":{';
    for (const [name, value] of part.fields) {
      json += `${separator}${quoted(name)}:${quoted(value)}`;
      separator = ',';
    }
    json += '}';
  }
  json += `,"flag":${part.flag},"language":${quoted(part.language)},"opaque":${part.opaque}`;
  if (part.remark !== undefined) json += `,"remark":${quoted(part.remark)}`;
  return `${json},"serializeTypeCurrentRPC":"JSON","version":${part.version}}`;
}

/** Unknown keys are ignored, absent ones have Java's defaults; undefined when it is no header at all. */
export function readJsonHeader(json: string): HeaderPart | undefined {
  const header = parseObject(json);
  if (header === undefined) return undefined;
  const { code = 0, flag = 0, opaque = 0, version = 0, remark } = header;
  if (!isInt32(code) || !isInt32(flag) || !isInt32(opaque) || !isInt32(version)) return undefined;
  const fields = readFields(header['extFields']);
  if (fields === undefined) return undefined;
  return {
    code,
    language: knownLanguage(header['language'] ?? 'JAVA'),
    version,
    opaque,
    flag,
    remark: typeof remark === 'string' ? remark : undefined,
    fields,
  };
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && value === (value | 0);
}

/** Values are texts; numbers and booleans are taken for theirs, nulls for absent. */
function readFields(value: unknown): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  if (value === undefined || value === null) return fields;
  if (!isRecord(value)) return undefined;
  for (const name in value) {
    const text = value[name];
    if (typeof text === 'string') fields.set(name, text);
    else if (typeof text === 'number' || typeof text === 'boolean') fields.set(name, String(text));
    else if (text !== null) return undefined;
  }
  return fields;
}
