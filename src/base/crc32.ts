// CRC-32 (IEEE 802.3, reflected), host-free. RocketMQ masks it to 31 bits in records and headers; the mask is the caller's.

function buildTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[index] = value;
  }
  return table;
}

const TABLE: Readonly<Uint32Array> = buildTable();

/** Unsigned 32-bit CRC of the bytes. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let index = 0; index < bytes.length; index += 1) {
    crc = (TABLE[(crc ^ (bytes[index] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** CRC-32 without its sign bit: what RocketMQ stores (facts 2.2, 1.8). */
export function crc32Of31Bits(bytes: Uint8Array): number {
  return crc32(bytes) & 0x7fffffff;
}
