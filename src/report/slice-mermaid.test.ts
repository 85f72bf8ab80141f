import { describe, expect, test } from 'vitest';
import type { CausalSlice, SliceStep } from '../explorer/causes/slice-step.ts';
import { sliceMermaid } from './slice-mermaid.ts';

function note(machine: string, text: string): SliceStep {
  return { kind: 'note', event: 1, atUs: 1000, what: 'said', machine, text };
}

function packet(from: string, to: string, text: string): SliceStep {
  return { kind: 'packet', event: 2, atUs: 2000, from, to, text, bytes: 0, sentAtUs: 2000 };
}

function diagramOf(...steps: readonly SliceStep[]): readonly string[] {
  const slice: CausalSlice = { message: 'm', subjects: [], chain: null, steps };
  return sliceMermaid(slice).split('\n');
}

describe('a sequence diagram', () => {
  test('has a participant for each machine, arrows for packets, and notes', () => {
    const gap: SliceStep = {
      kind: 'gap',
      event: 3,
      atUs: 3,
      packets: 2,
      lines: 0,
      machines: ['b', 'c', 'x'],
    };
    expect(
      diagramOf(note('a', 'begins'), packet('a', 'b', 'send'), packet('c', 'a', 'answer to pull'), gap),
    ).toEqual([
      'sequenceDiagram',
      '  participant m0 as a',
      '  participant m1 as b',
      '  participant m2 as c',
      '  Note over m0: 1.000 ms begins',
      '  m0->>m1: 2.000 ms send',
      '  m2-->>m0: 2.000 ms answer to pull',
      '  Note over m1,m2: … 2 packets between b, c and x',
      '',
    ]);
  });

  test('notes of the world go over everybody, and over somebody when there is nobody', () => {
    expect(diagramOf(note('a', 'x'), note('b', 'x'), note('', 'fault'))).toContain(
      '  Note over m0,m1: 1.000 ms fault',
    );
    expect(diagramOf(note('', 'fault'))).toEqual([
      'sequenceDiagram',
      '  participant m0 as the world',
      '  Note over m0: 1.000 ms fault',
      '',
    ]);
  });

  test('what Mermaid would read as its own is escaped, and a machine may be called end', () => {
    const lines = diagramOf(note('end', 'a; b #1 %%c <d> & e'), packet('end', 'loop', 'x\ny'));
    expect(lines).toContain('  participant m0 as end');
    expect(lines).toContain('  Note over m0: 1.000 ms a#59; b #35;1 #37;#37;c #lt;d#gt; #amp; e');
    expect(lines).toContain('  m0->>m1: 2.000 ms x y');
  });

  test('long texts are broken between words', () => {
    const words = Array.from({ length: 20 }, () => 'word').join(' ');
    const [line = ''] = diagramOf(note('a', words)).filter((each) => each.includes('Note'));
    expect(line.split('<br/>')).toHaveLength(3);
  });
});
