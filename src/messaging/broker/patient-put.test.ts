import { expect, test } from 'vitest';
import type { Environment } from '../../environment/environment.ts';
import type { StoreParts } from '../store/parts.ts';
import { withFailures } from '../store/testing/failing-disk.ts';
import { draft, StoreWorld } from '../store/testing/store-world.ts';
import { putPatiently } from './patient-put.ts';

const TIMEOUT_MS = 1_000;
/** Beyond the time-out of a flush, and before others lose their patience. */
const STALL_US = 5_000_000;

interface Stage {
  readonly world: StoreWorld;
  /** Begins to store a message; its result, once there is one: where it is stored, or undefined. */
  readonly put: (isStopped?: () => boolean) => () => { readonly position: number | undefined } | undefined;
  failing: boolean;
}

async function stage(parts: Partial<StoreParts> = {}): Promise<Stage> {
  let environment: Environment | undefined;
  const world = new StoreWorld({
    parts,
    store: { flush: 'synchronous', synchronousFlushTimeoutMs: TIMEOUT_MS },
    wrap: (inner) => {
      environment = withFailures(inner, (operation, path) =>
        made.failing && operation === 'sync' && path.includes('commitlog') ? 'input-output' : undefined,
      );
      return environment;
    },
  });
  const made: Stage = {
    world,
    failing: false,
    put: (isStopped = () => false) =>
      world.begin(async (store) => {
        if (environment === undefined) throw new Error('not started');
        const append = await putPatiently({ environment, store, isStopped }, draft('T', 0));
        return { position: append?.position };
      }).result,
  };
  await world.start();
  /** Has the segment made. */
  await world.run((store) => store.put(draft('T', 0)));
  return made;
}

test('a disk that is slow is waited for', async () => {
  const { world, put } = await stage();
  world.machine.disk.faults.stall(STALL_US);
  const result = put();
  await world.pass(TIMEOUT_MS + 1_000);
  expect(result()).toBeUndefined();
  expect(world.store.progress.writtenPosition).toBeGreaterThan(world.store.progress.flushedPosition);
  await world.pass(STALL_US / 1000);
  expect(result()?.position).toBeGreaterThan(0);
  expect(world.store.progress.flushedPosition).toBe(world.store.progress.writtenPosition);
});

test('a slave that is out is waited for where a design says so', async () => {
  let copied = 0;
  const { world, put } = await stage({ ownPutCounts: (_progress, end) => copied >= end });
  const result = put();
  await world.pass(20_000);
  expect(result()).toBeUndefined();
  copied = world.store.progress.writtenPosition;
  await world.pass(100);
  expect(result()?.position).toBeGreaterThan(0);
});

test('whoever is asked to stop waits no longer', async () => {
  const { world, put } = await stage();
  world.machine.disk.faults.stall(STALL_US);
  let isStopped = false;
  const result = put(() => isStopped);
  await world.pass(TIMEOUT_MS + 500);
  expect(result()).toBeUndefined();
  isStopped = true;
  await world.pass(TIMEOUT_MS);
  expect(result()).toEqual({ position: undefined });
});

test('a disk that refuses is not waited for', async () => {
  const made = await stage();
  made.failing = true;
  const result = made.put();
  await made.world.pass(TIMEOUT_MS);
  expect(result()).toEqual({ position: undefined });
});
