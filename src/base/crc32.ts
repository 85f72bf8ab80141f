// CRC-32 (IEEE 802.3, reflected), host-free. RocketMQ masks it to 31 bits in records and headers; the mask is the caller's. Eight bytes are
// taken at a time, each through a table of its own ("slicing-by-8": Kounavis and Berry, 2005).

const TABLE_SIZE = 256;
const STRIDE = 8;

/** Eight tables back to back: the n-th is for a byte with n bytes behind it. */
function buildTables(): Int32Array {
  const tables = new Int32Array(TABLE_SIZE * STRIDE);
  for (let index = 0; index < TABLE_SIZE; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    tables[index] = value;
  }
  for (let index = TABLE_SIZE; index < tables.length; index += 1) {
    const before = tables[index - TABLE_SIZE] as number;
    tables[index] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
}

const TABLES: Readonly<Int32Array> = buildTables();

/** Unsigned 32-bit CRC of the bytes from `start` to `end`. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  let at = start;
  for (const last = end - STRIDE; at <= last; at += STRIDE) {
    const first =
      crc ^
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24));
    crc =
      (TABLES[1792 + (first & 0xff)] as number) ^
      (TABLES[1536 + ((first >>> 8) & 0xff)] as number) ^
      (TABLES[1280 + ((first >>> 16) & 0xff)] as number) ^
      (TABLES[1024 + (first >>> 24)] as number) ^
      (TABLES[768 + (bytes[at + 4] as number)] as number) ^
      (TABLES[512 + (bytes[at + 5] as number)] as number) ^
      (TABLES[256 + (bytes[at + 6] as number)] as number) ^
      (TABLES[bytes[at + 7] as number] as number);
  }
  for (; at < end; at += 1) crc = (TABLES[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** CRC-32 without its sign bit: what RocketMQ stores (facts 2.2, 1.8). */
export function crc32Of31Bits(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return crc32(bytes, start, end) & 0x7fffffff;
}
