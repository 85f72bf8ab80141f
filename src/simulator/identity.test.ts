import { describe, expect, test } from 'vitest';
import { Draws, purpose } from './draws.ts';
import { childHigh, childLow, formatIdentity, rootIdentity } from './identity.ts';

interface Node {
  readonly path: string;
  readonly high: number;
  readonly low: number;
}

/** Three generations below a root. */
function descendants(purposeText: string, ordinal: number): Node[] {
  const nodes: Node[] = [{ path: `${purposeText} ${ordinal}`, ...rootIdentity(purposeText, ordinal) }];
  for (let parent = 0; parent < nodes.length && nodes.length < 1 + 6 + 36 + 216; parent += 1) {
    const { path, high, low } = nodes[parent] as Node;
    for (let child = 0; child < 6; child += 1) {
      nodes.push({
        path: `${path}/${child}`,
        high: childHigh(high, low, child),
        low: childLow(high, low, child),
      });
    }
  }
  return nodes;
}

function family(purposes: readonly string[]): Node[] {
  return purposes.flatMap((text) =>
    Array.from({ length: 20 }, (_, ordinal) => descendants(text, ordinal)).flat(),
  );
}

describe('identities', () => {
  test('are all different', () => {
    const nodes = family(['operation', 'fault', 'start broker-0']);
    const texts = new Set(nodes.map(({ high, low }) => formatIdentity(high, low)));
    expect(texts.size).toBe(nodes.length);
    expect(new Set(nodes.map(({ high }) => high)).size).toBeGreaterThan(nodes.length * 0.999);
    expect(new Set(nodes.map(({ low }) => low)).size).toBeGreaterThan(nodes.length * 0.999);
  });

  test('do not depend on who else is there', () => {
    const alone = family(['operation']);
    const among = new Map(family(['fault', 'operation']).map((node) => [node.path, node]));
    for (const node of alone) expect(among.get(node.path)).toEqual(node);
  });

  test('key draws of different purposes that have nothing to do with each other', () => {
    const draws = new Draws('seed');
    const [one, other] = [purpose('network.latency'), purpose('network.loss')];
    let equal = 0;
    for (const { high, low } of family(['operation'])) {
      if (draws.below(2, one, high, low) === draws.below(2, other, high, low)) equal += 1;
    }
    expect(equal / family(['operation']).length).toBeCloseTo(0.5, 1);
  });

  test('are part of every saved capsule', () => {
    const { high, low } = rootIdentity('operation', 7);
    expect(formatIdentity(high, low)).toMatchInlineSnapshot(`"d4d03fb21c16bdbf"`);
    expect(formatIdentity(childHigh(high, low, 3), childLow(high, low, 3))).toMatchInlineSnapshot(
      `"2971dff5a0628644"`,
    );
  });
});
