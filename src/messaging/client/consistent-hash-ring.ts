// Members on a ring of hashes, several places each, so that one that comes or goes moves only what lies next to its places
// (ConsistentHashRouter.java). Pure; the same ring as in Java, place by place.

import { md5 } from '@noble/hashes/legacy.js';
import { assert } from '../../base/assert.ts';
import { encodeText } from '../../base/bytes.ts';

interface Place {
  readonly hash: number;
  readonly member: string;
}

export class ConsistentHashRing {
  readonly #places: readonly Place[];

  constructor(members: readonly string[], placesPerMember: number) {
    assert(placesPerMember >= 1, 'a member has a place');
    const memberAt = new Map<number, string>();
    for (const member of members) {
      for (let place = 0; place < placesPerMember; place += 1)
        memberAt.set(ringHash(`${member}-${place}`), member);
    }
    const places = [...memberAt].map(([hash, member]) => ({ hash, member }));
    this.#places = places.sort((left, right) => left.hash - right.hash);
  }

  /** The member at the first place from the text's hash on, around the ring; undefined without members. */
  memberFor(text: string): string | undefined {
    const hash = ringHash(text);
    const next = this.#places.find((place) => place.hash >= hash) ?? this.#places[0];
    return next?.member;
  }
}

/** The first four bytes of the MD5, unsigned. */
export function ringHash(text: string): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = md5(encodeText(text));
  return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
}
