// The numbers of a stream are those of the published generator.

import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { SeededRandom } from './random.ts';

test('draws what seedrandom draws', () => {
  for (const key of ['', 'a/broker-0/0', 'ключ']) {
    const ours = new SeededRandom(key);
    const theirs = seedrandom.alea(key);
    for (let draw = 0; draw < 1000; draw += 1) {
      expect(ours.int32()).toBe(theirs.int32());
      expect(ours.below(1_000_003)).toBe(Math.floor(theirs.quick() * 1_000_003));
    }
  }
});
