// The JSON form of a command's header (facts 1.2), emitted with Java's keys in Java's order.

import type { ByteWriter } from './byte-writer.ts';
import type { HeaderPart } from './header-part.ts';
import { knownLanguage } from './language.ts';

const COMMA = 0x2c;
const COLON = 0x3a;
const CLOSING_BRACE = 0x7d;

export function writeJsonHeader(part: HeaderPart, writer: ByteWriter): void {
  writer.text('{"code":');
  writer.text(String(part.code));
  if (part.fields.size > 0) writeFields(part.fields, writer);
  writer.text(',"flag":');
  writer.text(String(part.flag));
  writer.text(',"language":');
  writer.quoted(part.language);
  writer.text(',"opaque":');
  writer.text(String(part.opaque));
  if (part.remark !== undefined) {
    writer.text(',"remark":');
    writer.quoted(part.remark);
  }
  writer.text(',"serializeTypeCurrentRPC":"JSON","version":');
  writer.text(String(part.version));
  writer.byte(CLOSING_BRACE);
}

function writeFields(fields: ReadonlyMap<string, string>, writer: ByteWriter): void {
  writer.text(',"extFields":{');
  let isFirst = true;
  fields.forEach((value, name) => {
    if (!isFirst) writer.byte(COMMA);
    isFirst = false;
    writer.quoted(name);
    writer.byte(COLON);
    writer.quoted(value);
  });
  writer.byte(CLOSING_BRACE);
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
