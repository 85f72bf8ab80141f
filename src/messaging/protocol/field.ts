// One header field of a request or reply: its name on the wire, its type, whether it must be there. All fields travel as
// texts (facts 1.2); this file turns them into values and back. It knows no particular request.

export type FieldValue = string | number | boolean;

export interface Field<T extends FieldValue, Required extends boolean = boolean> {
  readonly wireName: string;
  readonly type: 'text' | 'int32' | 'int64' | 'boolean';
  readonly required: Required;
  readonly parse: (text: string) => T | undefined;
}

export type FieldTable = Readonly<Record<string, Field<FieldValue>>>;

type RequiredNames<Table extends FieldTable> = {
  [Name in keyof Table]: Table[Name] extends Field<FieldValue, true> ? Name : never;
}[keyof Table];
type ValueOf<F> = F extends Field<infer T, boolean> ? T : never;

/** The header values that a field table describes: required fields are there, optional ones may be absent. */
export type HeaderOf<Table extends FieldTable> = {
  readonly [Name in RequiredNames<Table>]: ValueOf<Table[Name]>;
} & {
  readonly [Name in Exclude<keyof Table, RequiredNames<Table>>]?: ValueOf<Table[Name]> | undefined;
};

function field<T extends FieldValue, Required extends boolean>(
  type: Field<T>['type'],
  wireName: string,
  required: Required,
  parse: (text: string) => T | undefined,
): Field<T, Required> {
  return { wireName, type, required, parse };
}

const INTEGER = /^-?\d{1,19}$/;

/** Digits that are a safe integer in any case. */
const SHORT_DIGITS = 15;

/** Undefined when it is none; beyond the safe integers it is the nearest number. */
function parseInteger(text: string): number | undefined {
  const { length } = text;
  if (length === 0 || length > SHORT_DIGITS) return INTEGER.test(text) ? Number(text) : undefined;
  let value = 0;
  for (let index = 0; index < length; index += 1) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return INTEGER.test(text) ? Number(text) : undefined;
    value = value * 10 + digit;
  }
  return value;
}

function parseInt32(text: string): number | undefined {
  const value = parseInteger(text);
  if (value === undefined) return undefined;
  return value >= -2147483648 && value <= 2147483647 ? value : undefined;
}

function parseInt64(text: string): number | undefined {
  const value = parseInteger(text);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
}

/** Beyond the safe integers the nearest of them: enough where a bound means "everything". */
function parseClampedInt64(text: string): number | undefined {
  const value = parseInteger(text);
  if (value === undefined) return undefined;
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(value, Number.MAX_SAFE_INTEGER));
}

function parseBoolean(text: string): boolean {
  return text.toLowerCase() === 'true';
}

function parseText(text: string): string {
  return text;
}

/** Mandatory fields: a header without one is answered with SYSTEM_ERROR. */
export const text = (wireName: string) => field<string, true>('text', wireName, true, parseText);
export const int32 = (wireName: string) => field<number, true>('int32', wireName, true, parseInt32);
export const int64 = (wireName: string) => field<number, true>('int64', wireName, true, parseInt64);
export const clampedInt64 = (wireName: string) =>
  field<number, true>('int64', wireName, true, parseClampedInt64);
export const boolean = (wireName: string) => field<boolean, true>('boolean', wireName, true, parseBoolean);

/** Fields that may be absent. */
export const optionalText = (wireName: string) => field<string, false>('text', wireName, false, parseText);
export const optionalInt32 = (wireName: string) => field<number, false>('int32', wireName, false, parseInt32);
export const optionalInt64 = (wireName: string) => field<number, false>('int64', wireName, false, parseInt64);
export const optionalBoolean = (wireName: string) =>
  field<boolean, false>('boolean', wireName, false, parseBoolean);

export function encodeHeader(
  table: FieldTable,
  header: Readonly<Record<string, unknown>>,
): Map<string, string> {
  const fields = new Map<string, string>();
  for (const name in table) {
    const value = header[name];
    if (value !== undefined) fields.set((table[name] as Field<FieldValue>).wireName, String(value));
  }
  return fields;
}

export type HeaderDecoding<H> =
  | { readonly kind: 'decoded'; readonly header: H }
  | { readonly kind: 'invalid'; readonly problem: string };

/** Unknown wire fields are ignored; a missing mandatory field or a malformed number is a problem (facts 9.7, P2). */
export function decodeHeader<Table extends FieldTable>(
  table: Table,
  fields: ReadonlyMap<string, string>,
): HeaderDecoding<HeaderOf<Table>> {
  const header: Record<string, FieldValue> = {};
  for (const name in table) {
    const { wireName, required, parse, type } = table[name] as Field<FieldValue>;
    const wireText = fields.get(wireName);
    if (wireText === undefined) {
      if (required) return { kind: 'invalid', problem: `the custom field <${wireName}> is null` };
      continue;
    }
    const value = parse(wireText);
    if (value === undefined) {
      return { kind: 'invalid', problem: `the custom field <${wireName}> is no ${type}: ${wireText}` };
    }
    header[name] = value;
  }
  return { kind: 'decoded', header: header as HeaderOf<Table> };
}
