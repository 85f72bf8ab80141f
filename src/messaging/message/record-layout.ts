// The one field table of a commit log record (facts 2.2). Sizes, positions, encoding, decoding, the recovery scan and the
// documentation all follow from it. The same layout is what a pull response carries.

import { HOST_V4_BYTES, HOST_V6_BYTES } from './host-address.ts';
import { SYSTEM_FLAG } from './system-flag.ts';

export type RecordField =
  | { readonly name: string; readonly kind: 'int32' | 'int64'; readonly doc: string }
  /** 4 or 16 bytes of ip, told by a bit of the system flag, and 4 of port. */
  | { readonly name: string; readonly kind: 'host'; readonly v6Flag: number; readonly doc: string }
  /** A length of the given width, which may differ between version 1 and 2, and as many bytes. */
  | {
      readonly name: string;
      readonly kind: 'bytes';
      readonly lengthBytes: readonly [version1: number, version2: number];
      readonly doc: string;
    };

export const RECORD_FIELDS = [
  { name: 'totalSize', kind: 'int32', doc: 'bytes of the whole record, this field included' },
  { name: 'magic', kind: 'int32', doc: 'which version of the layout' },
  { name: 'bodyCrc', kind: 'int32', doc: 'CRC-32 of the body without its sign bit; 0 for an empty body' },
  { name: 'queueId', kind: 'int32', doc: '' },
  { name: 'flag', kind: 'int32', doc: "the user's own bits" },
  { name: 'queueOffset', kind: 'int64', doc: 'index in its queue; 0 for prepared and rolled back messages' },
  { name: 'position', kind: 'int64', doc: 'where this record starts in the commit log' },
  { name: 'systemFlag', kind: 'int32', doc: '' },
  { name: 'bornTimestampMs', kind: 'int64', doc: "the producer's clock" },
  { name: 'bornHost', kind: 'host', v6Flag: SYSTEM_FLAG.bornHostV6, doc: 'the producer' },
  { name: 'storeTimestampMs', kind: 'int64', doc: "the broker's clock, read under the append lock" },
  { name: 'storeHost', kind: 'host', v6Flag: SYSTEM_FLAG.storeHostV6, doc: 'the broker' },
  { name: 'reconsumeTimes', kind: 'int32', doc: '' },
  {
    name: 'preparedTransactionPosition',
    kind: 'int64',
    doc: 'of the half message of a committed transaction',
  },
  { name: 'body', kind: 'bytes', lengthBytes: [4, 4], doc: '' },
  { name: 'topic', kind: 'bytes', lengthBytes: [1, 2], doc: '' },
  { name: 'properties', kind: 'bytes', lengthBytes: [2, 2], doc: 'text form, at most 32767 bytes' },
] as const satisfies readonly RecordField[];

type TableField = (typeof RECORD_FIELDS)[number];
type HeadField = Exclude<TableField, { kind: 'bytes' }>['name'];
type TailField = Extract<TableField, { kind: 'bytes' }>['name'];

export type RecordVersion = 1 | 2;

const MAGIC_V1 = 0xdaa320a7 | 0;
const MAGIC_V2 = 0xdaa320ab | 0;
/** Ends a segment that the next record does not fit into: the bytes left, this number, and nothing more. */
export const MAGIC_BLANK = 0xcbd43194 | 0;
export const BLANK_HEAD_BYTES = 8;

export function magicOf(version: RecordVersion): number {
  return version === 1 ? MAGIC_V1 : MAGIC_V2;
}

export function versionOf(magic: number): RecordVersion | undefined {
  if (magic === MAGIC_V1) return 1;
  return magic === MAGIC_V2 ? 2 : undefined;
}

/** Positions within a record of one version with hosts of known size. */
export interface RecordLayout {
  readonly version: RecordVersion;
  readonly isBornHostV6: boolean;
  readonly isStoreHostV6: boolean;
  /** Where each field of fixed size starts. */
  readonly at: Readonly<Record<HeadField, number>>;
  /** Bytes before the length of the body. */
  readonly headBytes: number;
  readonly lengthBytes: Readonly<Record<TailField, number>>;
  /** Bytes of a record whose body, topic and properties are empty. */
  readonly overheadBytes: number;
}

function buildLayout(version: RecordVersion, hostFlags: number): RecordLayout {
  const at: Partial<Record<HeadField, number>> = {};
  const lengthBytes: Partial<Record<TailField, number>> = {};
  let headBytes = 0;
  let overheadBytes = 0;
  for (const field of RECORD_FIELDS) {
    if (field.kind === 'bytes') {
      lengthBytes[field.name] = field.lengthBytes[version - 1] as number;
      overheadBytes += field.lengthBytes[version - 1] as number;
    } else {
      at[field.name] = headBytes;
      headBytes += fixedBytes(field, hostFlags);
    }
  }
  return {
    version,
    isBornHostV6: (hostFlags & SYSTEM_FLAG.bornHostV6) !== 0,
    isStoreHostV6: (hostFlags & SYSTEM_FLAG.storeHostV6) !== 0,
    at: at as Record<HeadField, number>,
    headBytes,
    lengthBytes: lengthBytes as Record<TailField, number>,
    overheadBytes: headBytes + overheadBytes,
  };
}

function fixedBytes(field: Exclude<RecordField, { kind: 'bytes' }>, hostFlags: number): number {
  if (field.kind === 'host') return (hostFlags & field.v6Flag) === 0 ? HOST_V4_BYTES : HOST_V6_BYTES;
  return field.kind === 'int32' ? 4 : 8;
}

const HOST_FLAGS = SYSTEM_FLAG.bornHostV6 | SYSTEM_FLAG.storeHostV6;
const HOST_FLAGS_SHIFT = 4;

const LAYOUTS: readonly RecordLayout[] = [1, 2].flatMap((version) =>
  [0, 1, 2, 3].map((hosts) => buildLayout(version as RecordVersion, hosts << HOST_FLAGS_SHIFT)),
);

export function layoutOf(version: RecordVersion, systemFlag: number): RecordLayout {
  return LAYOUTS[(version - 1) * 4 + ((systemFlag & HOST_FLAGS) >> HOST_FLAGS_SHIFT)] as RecordLayout;
}

/** Fields up to the system flag lie at the same place in every layout. */
export const COMMON_AT = layoutOf(1, 0).at;
