import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Deadline, DeadlineQueue } from './deadline-queue.ts';

class Entry implements Deadline {
  readonly dueUs: number;
  readonly order: number;
  isCancelled = false;

  constructor(dueUs: number, order: number) {
    this.dueUs = dueUs;
    this.order = order;
  }
}

describe('the deadline queue', () => {
  test('gives live deadlines by time, then by arrival, whatever is cancelled meanwhile', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('push'), value: fc.nat(30) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel'), value: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('pop'), value: fc.nat(40) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
        const queue = new DeadlineQueue<Entry>();
        const model: Entry[] = [];
        for (const [order, { kind, value }] of steps.entries()) {
          if (kind === 'push') {
            const entry = new Entry(value, order);
            queue.push(entry);
            model.push(entry);
            model.sort((left, right) => left.dueUs - right.dueUs || left.order - right.order);
          } else if (kind === 'cancel' && model.length > 0) {
            for (const entry of model.splice(value % model.length, 1)) entry.isCancelled = true;
            queue.noteCancelled();
          } else if (kind === 'pop') {
            const expected = model[0] !== undefined && model[0].dueUs <= value ? model.shift() : undefined;
            expect(queue.popDue(value)).toBe(expected);
          }
          expect(queue.peek()).toBe(model[0]);
          expect(queue.size).toBe(model.length);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test('forgets cancelled deadlines that never surface', () => {
    const queue = new DeadlineQueue<Entry>();
    queue.push(new Entry(0, 0));
    for (let order = 1; order < 1000; order += 1) {
      const entry = new Entry(10, order);
      queue.push(entry);
      entry.isCancelled = true;
      queue.noteCancelled();
    }
    expect(queue.size).toBe(1);
    expect(queue.stored).toBeLessThan(200);
  });
});
