// Bytes as text that JSON and terminals leave alone: base64 with padding (RFC 4648, section 4).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const WELL_FORMED = /^[A-Za-z0-9+/]*={0,2}$/;

export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const word = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += digit(word, 18) + digit(word, 12) + (left > 1 ? digit(word, 6) : '=');
    text += left > 2 ? digit(word, 0) : '=';
  }
  return text;
}

/** Undefined for text that no encoder writes. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !WELL_FORMED.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    const word = (valueAt(text, at) << 18) | (valueAt(text, at + 1) << 12) | tail(text, at);
    bytes[to] = word >>> 16;
    bytes[to + 1] = word >>> 8;
    bytes[to + 2] = word;
  }
  return bytes;
}

function digit(word: number, shift: number): string {
  return ALPHABET.charAt((word >>> shift) & 63);
}

function tail(text: string, at: number): number {
  return (valueAt(text, at + 2) << 6) | valueAt(text, at + 3);
}

/** Padding counts as nothing. */
function valueAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code >= 97) return code - 71;
  if (code >= 65) return code - 65;
  if (code >= 48) return code === 61 ? 0 : code + 4;
  return code === 43 ? 62 : 63;
}
