// Java's String.hashCode, which RocketMQ stores: tags codes, key hashes, slots. The result is an int32.

export function javaHash(text: string): number {
  return continueJavaHash(0, text);
}

/** The hash of a text that goes on with the given one after a text of the hash. */
export function continueJavaHash(before: number, text: string): number {
  let hash = before;
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
