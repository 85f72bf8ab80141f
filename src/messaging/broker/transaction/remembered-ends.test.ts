import { describe, expect, test } from 'vitest';
import { logPosition, queueOffset } from '../../../base/numbers.ts';
import type { StoredMessage } from '../../message/message.ts';
import { PROPERTY } from '../../message/properties.ts';
import { draft, StoreWorld } from '../../store/testing/store-world.ts';
import type { EndQuestion } from './end-decision.ts';
import { committedOf, halfOf } from './half-message.ts';
import { RememberedEnds } from './remembered-ends.ts';
import { TransactionEnds } from './transaction-ends.ts';

type How = EndQuestion['how'];

/** A broker's store, and what the ends of its process make of what producers say. */
class Desk {
  readonly world: StoreWorld;
  ends: TransactionEnds;

  private constructor(world: StoreWorld, ends: TransactionEnds) {
    this.world = world;
    this.ends = ends;
  }

  static async open(ends: TransactionEnds = new RememberedEnds()): Promise<Desk> {
    const world = new StoreWorld({ store: { flush: 'synchronous', commitLogFileBytes: 65_536 } });
    await world.start();
    return new Desk(world, ends);
  }

  admit(half: StoredMessage, how: How): string {
    const verdict = this.ends.admit({
      half,
      how,
      answersCheck: false,
      producerGroup: 'banks',
      halfOffset: half.queueOffset,
      halfPosition: half.position,
      nowMs: half.bornTimestampMs,
      timeoutMs: 6_000,
      store: this.world.store,
    });
    if (verdict.kind === 'refuse') return verdict.refusal.remark;
    return verdict.kind === 'already' ? `already: ${verdict.how}` : verdict.kind;
  }

  async publish(half: StoredMessage): Promise<void> {
    const committed = committedOf(half);
    if (committed === undefined) throw new Error('the half message does not say where it belongs');
    const { append } = await this.world.run((store) => store.put(committed));
    if (append === undefined) throw new Error('not stored');
    this.ends.published(half, append.position);
  }

  async restart(): Promise<void> {
    this.world.kill();
    await this.world.start();
    this.ends = new RememberedEnds();
  }
}

const BORN_MS = 1_700_000_000_000;

function half(uniqueKey: string, bornTimestampMs = BORN_MS): StoredMessage {
  const properties = new Map([
    [PROPERTY.producerGroup, 'banks'],
    [PROPERTY.uniqueKey, uniqueKey],
  ]);
  return {
    ...halfOf(draft('transfers', 0, { properties, bornTimestampMs })),
    queueOffset: queueOffset(4),
    position: logPosition(400),
    recordSize: 100,
    bodyCrc: 0,
    storeTimestampMs: bornTimestampMs,
  };
}

const copyOf = (message: StoredMessage): StoredMessage => ({ ...message, position: logPosition(800) });

describe('a process that remembers ends', () => {
  test('carries one out, and no other beside or behind it', async () => {
    const desk = await Desk.open();
    expect(desk.admit(half('U1'), 'commit')).toBe('carry-out');
    expect(desk.admit(copyOf(half('U1')), 'commit')).toBe('the transaction is being ended');
    await desk.publish(half('U1'));
    expect(desk.admit(copyOf(half('U1')), 'commit')).toBe('already: commit');
    expect(desk.admit(half('U1'), 'rollback')).toBe('already: commit');
    expect(desk.admit(half('U2'), 'commit')).toBe('carry-out');
  });

  test('lets nobody commit what was rolled back', async () => {
    const desk = await Desk.open();
    expect(desk.admit(half('U1'), 'rollback')).toBe('carry-out');
    expect(desk.admit(copyOf(half('U1')), 'commit')).toBe('already: rollback');
  });

  test('carries out the next one when the message could not be stored', async () => {
    const desk = await Desk.open();
    desk.admit(half('U1'), 'commit');
    desk.ends.failed(half('U1'));
    expect(desk.admit(half('U1'), 'commit')).toBe('carry-out');
  });

  test('finds what another process has published', async () => {
    const desk = await Desk.open();
    desk.admit(half('U1'), 'commit');
    await desk.publish(half('U1'));
    await desk.restart();
    expect(desk.admit(copyOf(half('U1')), 'commit')).toBe('already: commit');
    expect(desk.admit(half('U2'), 'commit')).toBe('carry-out');
  });

  test('takes a message that is sent again in a new transaction for another one', async () => {
    const desk = await Desk.open();
    desk.admit(half('U1'), 'commit');
    await desk.publish(half('U1'));
    expect(desk.admit(half('U1', BORN_MS + 1), 'commit')).toBe('carry-out');
    await desk.restart();
    expect(desk.admit(half('U1', BORN_MS + 1), 'commit')).toBe('carry-out');
  });

  test('does not take a message that is none of a transaction for the committed one', async () => {
    const desk = await Desk.open();
    const { properties } = half('U1');
    await desk.world.run((store) =>
      store.put(draft('transfers', 0, { properties, bornTimestampMs: BORN_MS })),
    );
    await desk.world.pass(1_000);
    expect(desk.admit(half('U1'), 'commit')).toBe('carry-out');
  });

  test('can promise nothing without a unique key', async () => {
    const desk = await Desk.open();
    expect(desk.admit(half(''), 'commit')).toBe('carry-out');
    expect(desk.admit(half(''), 'commit')).toBe('carry-out');
  });
});

describe('the bound of what is remembered', () => {
  test('takes the oldest', async () => {
    const desk = await Desk.open(new RememberedEnds(2));
    for (const key of ['U1', 'U2', 'U3']) desk.admit(half(key), 'rollback');
    expect(desk.admit(half('U2'), 'commit')).toBe('already: rollback');
    expect(desk.admit(half('U1'), 'commit')).toBe('carry-out');
  });

  test('spares what is being stored, and what the index does not know yet', async () => {
    const desk = await Desk.open(new RememberedEnds(1));
    desk.admit(half('U1'), 'commit');
    desk.admit(half('U2'), 'rollback');
    expect(desk.admit(half('U1'), 'commit')).toBe('the transaction is being ended');
    desk.ends.published(half('U1'), desk.world.store.progress.dispatchedPosition);
    desk.admit(half('U3'), 'rollback');
    expect(desk.admit(half('U1'), 'commit')).toBe('already: commit');
  });

  test('spares nothing that the index knows', async () => {
    const desk = await Desk.open(new RememberedEnds(1));
    desk.admit(half('U1'), 'commit');
    await desk.publish(half('U1'));
    desk.admit(half('U2'), 'rollback');
    await desk.world.pass(1_000);
    desk.admit(half('U3'), 'rollback');
    expect(desk.admit(half('U2'), 'commit')).toBe('carry-out');
    expect(desk.admit(half('U1'), 'commit')).toBe('already: commit');
  });
});

test("the original's process carries out whatever it is told", async () => {
  const desk = await Desk.open(new TransactionEnds());
  expect(desk.admit(half('U1'), 'commit')).toBe('carry-out');
  await desk.publish(half('U1'));
  expect(desk.admit(half('U1'), 'commit')).toBe('carry-out');
});
