import { describe, expect, test } from 'vitest';
import { Lifetime } from './lifetime.ts';

class Failures {
  readonly seen: string[] = [];
  readonly listener = (error: unknown, origin: string) => {
    this.seen.push(`${origin}: ${(error as Error).message}`);
  };
}

describe('a lifetime', () => {
  test('reports what a callback throws, and goes on', () => {
    const failures = new Failures();
    const lifetime = new Lifetime(failures.listener);
    let calls = 0;
    lifetime.call('timer sweep', () => {
      throw new Error('bug');
    });
    lifetime.call('timer sweep', () => {
      calls += 1;
    });
    expect(failures.seen).toEqual(['timer sweep: bug']);
    expect(calls).toBe(1);
  });

  test('calls nothing and reports nothing when it is over', async () => {
    const failures = new Failures();
    const lifetime = new Lifetime(failures.listener);
    await lifetime.end();
    let calls = 0;
    lifetime.call('timer', () => {
      calls += 1;
    });
    lifetime.fail(new Error('late'), 'lane');
    expect([calls, failures.seen]).toEqual([0, []]);
  });

  test('passes outcomes on while it lasts', async () => {
    const lifetime = new Lifetime(() => {});
    await expect(lifetime.fence(Promise.resolve(7))).resolves.toBe(7);
    await expect(lifetime.fence(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('settles nothing that is decided after its end', async () => {
    const lifetime = new Lifetime(() => {});
    const settled: string[] = [];
    const started = [Promise.resolve(7), Promise.reject(new Error('no'))];
    for (const work of started) {
      lifetime.fence(work).then(
        () => settled.push('value'),
        () => settled.push('error'),
      );
    }
    await lifetime.end();
    await new Promise(setImmediate);
    expect(settled).toEqual([]);
  });

  test('closes what it holds, once, and waits for it', async () => {
    const lifetime = new Lifetime(() => {});
    const closed: string[] = [];
    const forget = lifetime.hold(() => void closed.push('forgotten'));
    lifetime.hold(async () => {
      await new Promise(setImmediate);
      closed.push('slow');
    });
    lifetime.hold(() => void closed.push('quick'));
    forget();
    expect(lifetime.held).toBe(2);
    await lifetime.end();
    await lifetime.end();
    expect(closed).toEqual(['quick', 'slow']);
    expect(lifetime.held).toBe(0);
  });
});
