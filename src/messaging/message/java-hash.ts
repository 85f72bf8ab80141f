// Java's String.hashCode, which RocketMQ stores: tags codes, key hashes, slots. The result is an int32.

export function javaHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
