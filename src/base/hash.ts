// Integer hashing for keyed draws, identities and digests. Not for security. Results are part of every saved capsule:
// changing one changes what a seed means.

/** Final avalanche of MurmurHash3: every input bit reaches every output bit. Returns int32. */
export function mix32(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Folds one int32 into a running int32 hash; order matters. */
export function fold32(hash: number, value: number): number {
  let mixed = Math.imul(value, 0xcc9e2d51);
  mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
  const folded = hash ^ mixed;
  return (Math.imul((folded << 13) | (folded >>> 19), 5) + 0xe6546b64) | 0;
}

/** int32 hash of a text's UTF-16 code units. */
export function hashText(text: string, seed = 0): number {
  let hash = seed | 0;
  for (let index = 0; index < text.length; index += 1) hash = fold32(hash, text.charCodeAt(index));
  return mix32(hash ^ text.length);
}

/** int32 hash of bytes. */
export function hashBytes(bytes: Uint8Array, seed = 0): number {
  let hash = seed | 0;
  for (let index = 0; index < bytes.length; index += 1) hash = fold32(hash, bytes[index] as number);
  return mix32(hash ^ bytes.length);
}

/** Maps an int32 hash to an integer in [0, bound) without floating-point rounding that could differ between engines. */
export function scaleToBound(hash: number, bound: number): number {
  return Math.floor(((hash >>> 0) / 4294967296) * bound);
}

/** Eight lower-case hexadecimal digits of an int32. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
