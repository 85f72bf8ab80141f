import { describe, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../base/bytes.ts';
import type { Disk } from '../../environment/disk.ts';
import { newTestMachine, type TestMachine } from '../broker/testing/simulated-process.ts';
import { ClientError } from './client-error.ts';
import { EffectJournal, type EffectJournalOptions, type EffectState } from './effect-journal.ts';

const PATH = 'service/effects';

/** Effects in the order in which they took place. */
const TEXT: EffectState<string> = {
  empty: '',
  apply: (state, effect) => state + decodeText(effect),
  encode: encodeText,
  decode: decodeText,
};

function open(disk: Disk, options: Partial<EffectJournalOptions> = {}): Promise<EffectJournal<string>> {
  return EffectJournal.open(disk, PATH, TEXT, options);
}

/** What a new life finds. */
async function found({ live }: TestMachine): Promise<string | undefined> {
  let state: string | undefined;
  await live(1000, async ({ disk }) => {
    state = (await open(disk)).state;
  });
  return state;
}

describe('an effect journal', () => {
  test('lets each id take effect once, also when it is asked twice at the same time, and over lives', async () => {
    const world = newTestMachine('once');
    const answers: string[] = [];
    await world.live(1000, async ({ disk }) => {
      const journal = await open(disk);
      const apply = (id: string) => journal.apply(id, encodeText(id));
      answers.push(...(await Promise.all([apply('a'), apply('a'), apply('b')])), await apply('a'));
    });
    world.machine.losePower();
    await world.live(1000, async ({ disk }) => {
      const journal = await open(disk);
      answers.push(await journal.apply('b', encodeText('b')), await journal.apply('c', encodeText('c')));
    });
    expect(answers).toEqual(['applied', 'already', 'applied', 'already', 'already', 'applied']);
    expect(await found(world)).toBe('abc');
  });

  test('keeps through a power loss at any moment what was acknowledged, and nothing twice', async () => {
    const lengths = new Set<number>();
    for (let lostAtMs = 0; lostAtMs < 8; lostAtMs += 0.1) {
      const world = newTestMachine(`torn ${lostAtMs}`);
      const acknowledged: string[] = [];
      await world.live(lostAtMs, async ({ disk }) => {
        const journal = await open(disk, { compactAboveBytes: 60 });
        for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
          await journal.apply(id, encodeText(id));
          acknowledged.push(id);
        }
      });
      world.machine.losePower();
      const state = (await found(world)) ?? 'nothing';
      const whole = acknowledged.join('');
      expect([whole, 'abcdef'.slice(0, whole.length + 1)]).toContain(state);
      lengths.add(state.length);
    }
    expect(lengths.size).toBeGreaterThan(4);
  });

  test('says nothing of what a dead process left in the page cache before it is durable', async () => {
    let answersBeforeLoss = 0;
    for (let killedAtMs = 0; killedAtMs < 3; killedAtMs += 0.1) {
      const world = newTestMachine(`cache ${killedAtMs}`);
      await world.live(killedAtMs, async ({ disk }) => {
        await (await open(disk)).apply('a', encodeText('a'));
      });
      let answer: string | undefined;
      await world.live(1.5, async ({ disk }) => {
        answer = await (await open(disk)).apply('a', encodeText('a'));
      });
      world.machine.losePower();
      if (answer !== undefined) expect(await found(world)).toBe('a');
      if (answer === 'already') answersBeforeLoss += 1;
    }
    expect(answersBeforeLoss).toBeGreaterThan(0);
  });

  test('writes the file anew after a sync that failed, for which nobody has an answer', async () => {
    const world = newTestMachine('failing sync');
    const answers: string[] = [];
    await world.live(1000, async ({ disk }) => {
      const journal = await open(disk);
      const apply = (id: string) => journal.apply(id, encodeText(id)).catch(() => 'no answer');
      answers.push(await apply('a'));
      const mend = world.machine.disk.faults.failSyncs({ chancePerMillion: 1_000_000 });
      answers.push(...(await Promise.all([apply('b'), apply('b')])), journal.state);
      mend();
      answers.push(await apply('c'), await apply('b'), journal.state);
    });
    expect(answers).toEqual(['applied', 'no answer', 'no answer', 'a', 'applied', 'applied', 'acb']);
    world.machine.losePower();
    expect(await found(world)).toBe('acb');
  });

  test('forgets the oldest ids, and stays small', async () => {
    const world = newTestMachine('small');
    await world.live(60_000, async ({ disk }) => {
      const journal = await EffectJournal.open(
        disk,
        PATH,
        { ...TEXT, apply: (_, effect) => decodeText(effect) },
        {
          rememberedIds: 10,
          compactAboveBytes: 500,
        },
      );
      for (let id = 0; id < 200; id += 1) await journal.apply(`id ${id}`, encodeText(`${id}`));
      expect([journal.has('id 189'), journal.has('id 190')]).toEqual([false, true]);
    });
    expect(await found(world)).toContain('199');
    expect(world.machine.disk.size(PATH)).toBeLessThan(1000);
  });

  test('does not begin anew over a file that it cannot read', async () => {
    const world = newTestMachine('damaged');
    let error: unknown;
    await world.live(1000, async ({ disk }) => {
      const file = await disk.open(PATH, 'create');
      file.write(0, encodeText('something else'));
      error = await open(disk).catch((thrown: unknown) => thrown);
    });
    expect(error).toBeInstanceOf(ClientError);
  });
});
