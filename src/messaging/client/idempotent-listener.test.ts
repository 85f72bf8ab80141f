import { describe, expect, test } from 'vitest';
import { logPosition, queueOffset } from '../../base/numbers.ts';
import type { StoredMessage } from '../message/message.ts';
import type { EffectStore } from './effect-store.ts';
import { idempotentListener, idempotentOrderlyListener, uniqueId } from './idempotent-listener.ts';

const CONTEXT = { group: 'clerks', queue: { topic: 'payments', brokerName: 'broker-0', queueId: 1 } };

function message(offset: number, properties: Readonly<Record<string, string>> = {}): StoredMessage {
  return {
    topic: 'payments',
    body: new Uint8Array(0),
    properties: new Map(Object.entries(properties)),
    flag: 0,
    queueId: 1,
    queueOffset: queueOffset(offset),
    position: logPosition(offset * 100),
    recordSize: 100,
    bodyCrc: 0,
    systemFlag: 0,
    bornTimestampMs: 0,
    bornHost: '',
    storeTimestampMs: 0,
    storeHost: '',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  };
}

/** A store that two calls of one id at the same time would spoil. */
class MemoryStore implements EffectStore {
  readonly applied: string[] = [];
  #failures: number;

  constructor(failures = 0) {
    this.#failures = failures;
  }

  async apply(id: string): Promise<'applied' | 'already'> {
    const isThere = this.applied.includes(id);
    await Promise.resolve();
    if (isThere) return 'already';
    this.#failures -= 1;
    if (this.#failures >= 0) throw new Error('no answer');
    this.applied.push(id);
    return 'applied';
  }
}

const effectOf = () => new Uint8Array(0);
const KEYED = [message(0, { UNIQ_KEY: 'a' }), message(1, { UNIQ_KEY: 'b' })];

describe('an idempotent listener', () => {
  test('lets one id take effect once, at the same time too', async () => {
    const store = new MemoryStore();
    const { consume } = idempotentListener({ store, effectOf });
    const copy = message(7, { UNIQ_KEY: 'a' });
    expect(await Promise.all([consume(KEYED, CONTEXT), consume([copy], CONTEXT)])).toEqual([
      'success',
      'success',
    ]);
    expect(store.applied.toSorted()).toEqual(['a', 'b']);
  });
  test('fails from the message on that the store did not take, and goes on when it comes again', async () => {
    const store = new MemoryStore(1);
    const { consume } = idempotentListener({ store, effectOf });
    expect(await consume(KEYED, CONTEXT)).toEqual({ failedFrom: 0, delayLevel: 0 });
    expect(await consume(KEYED, CONTEXT)).toBe('success');
    expect(store.applied).toEqual(['a', 'b']);
  });
  test('in order suspends instead', async () => {
    const { consume } = idempotentOrderlyListener({ store: new MemoryStore(1), effectOf });
    expect(await consume(KEYED, CONTEXT)).toBe('suspend');
    expect(await consume(KEYED, CONTEXT)).toBe('success');
  });
  test('takes a key of the business for the id where it is told', async () => {
    const store = new MemoryStore();
    const { consume } = idempotentListener({
      store,
      effectOf,
      idOf: ({ properties }) => properties.get('KEYS') ?? '',
    });
    await consume(
      [message(0, { UNIQ_KEY: 'a', KEYS: 'k' }), message(1, { UNIQ_KEY: 'b', KEYS: 'k' })],
      CONTEXT,
    );
    expect(store.applied).toEqual(['k']);
  });
  test('names a message without any id by its place', () => {
    expect(uniqueId(message(3), CONTEXT)).toBe('payments/broker-0/1/3');
    expect(uniqueId(message(3, { ORIGIN_MESSAGE_ID: 'o' }), CONTEXT)).toBe('o');
  });
});
