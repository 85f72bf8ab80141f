// A parser for JSON whose object keys may be integers without quotes, as Java's fastjson writes maps with integer keys:
// {0:"10.0.0.1:10911"}, or whole objects, as it writes maps with such keys: {{"id":1}:5}. Such a key becomes its own text in
// standard JSON. Slower than JSON.parse, used only when that has refused a text. Depth is bounded.

import type { Json } from './json.ts';

const MAX_DEPTH = 64;

/** Thrown and caught inside this file alone. */
class Malformed extends Error {}

class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Json {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#position !== this.#text.length) throw new Malformed();
    return value;
  }

  #value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new Malformed();
    this.#skipSpace();
    switch (this.#text[this.#position]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#scalar();
    }
  }

  #object(depth: number): Json {
    const object = Object.create(null) as Record<string, Json>;
    this.#position += 1;
    if (this.#takes('}')) return object;
    do {
      const key = this.#key(depth);
      if (!this.#takes(':')) throw new Malformed();
      object[key] = this.#value(depth + 1);
    } while (this.#takes(','));
    if (!this.#takes('}')) throw new Malformed();
    return object;
  }

  #array(depth: number): Json {
    const list: Json[] = [];
    this.#position += 1;
    if (this.#takes(']')) return list;
    do list.push(this.#value(depth + 1));
    while (this.#takes(','));
    if (!this.#takes(']')) throw new Malformed();
    return list;
  }

  #key(depth: number): string {
    this.#skipSpace();
    if (this.#text[this.#position] === '{') return JSON.stringify(this.#value(depth + 1));
    if (this.#text[this.#position] === '"') return this.#string();
    return this.#match(/-?\d{1,19}/y);
  }

  #string(): string {
    return JSON.parse(this.#match(/"(?:[^"\\\u0000-\u001f]|\\.)*"/y)) as string;
  }

  #scalar(): Json {
    return JSON.parse(this.#match(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y)) as Json;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Malformed();
    this.#position += found.length;
    return found;
  }

  #takes(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position += 1;
    return true;
  }

  #skipSpace(): void {
    while (' \t\r\n'.includes(this.#text[this.#position] ?? '.')) this.#position += 1;
  }
}

export function parseFastjson(text: string): Json | undefined {
  try {
    return new Reader(text).document();
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
