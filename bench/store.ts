// Measures the store: appending and dispatching on the simulated disk, and puts on this machine's disk beside a plain loop that writes and
// syncs as many bytes.

import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { logPosition } from '../src/base/numbers.ts';
import type { MessageDraft } from '../src/messaging/message/message.ts';
import { measureRecord } from '../src/messaging/message/record.ts';
import { MessageStore } from '../src/messaging/store/message-store.ts';
import type { FlushMode } from '../src/messaging/store/options.ts';
import type { LogProgress } from '../src/messaging/store/parts.ts';
import { createNodeEnvironment } from '../src/nodejs/node-environment.ts';
import { rootIdentity } from '../src/simulator/identity.ts';
import { Simulation } from '../src/simulator/simulation.ts';
import type { BenchResult, BenchWorld } from './kernel.ts';

const BODY_BYTES = 1000;
const QUEUES = 8;
const SIMULATED_MESSAGES = 20_000;
const PRODUCERS = 64;
const STEP_MS = 20;
const HOUR_MS = 3_600_000;
const ROUNDS = 7;
const SYNCHRONOUS_MESSAGES = 500;
const ASYNCHRONOUS_MESSAGES = 5000;
const SEGMENT_BYTES = 64 * 1024 * 1024;

function draftOf(number: number): MessageDraft {
  return {
    topic: 'bench',
    queueId: number % QUEUES,
    body: new Uint8Array(BODY_BYTES).fill(number),
    properties: new Map([['TAGS', 'A']]),
    flag: 0,
    systemFlag: 0,
    bornTimestampMs: 1_700_000_000_000,
    bornHost: '10.0.0.9:40000',
    storeHost: '10.0.0.2:10911',
    reconsumeTimes: 0,
    preparedTransactionPosition: logPosition(0),
  };
}

/** Puts one after the other. @throws Error when a put fails */
async function putInTurn(store: MessageStore, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const { status } = await store.put(draftOf(number));
    if (status !== 'PUT_OK') throw new Error(`a put ended as ${status}`);
  }
}

/** Messages per second of processor time on the simulated disk: first all are appended, then all are dispatched. */
export async function benchSimulatedStore(world: BenchWorld): Promise<readonly BenchResult[]> {
  await fillAndDispatch(world, SIMULATED_MESSAGES / 4);
  const { appendSeconds, dispatchSeconds } = await fillAndDispatch(world, SIMULATED_MESSAGES);
  const rate = (seconds: number) => Math.round(SIMULATED_MESSAGES / seconds);
  return [
    { name: 'store.append', unit: 'messages/s', value: rate(appendSeconds) },
    { name: 'store.dispatch', unit: 'messages/s', value: rate(dispatchSeconds) },
  ];
}

interface Phases {
  readonly appendSeconds: number;
  readonly dispatchSeconds: number;
}

async function fillAndDispatch(world: BenchWorld, count: number): Promise<Phases> {
  const simulation = new Simulation({ seed: 'store', host: world.host });
  const state: { store?: MessageStore; isHeld: boolean } = { isHeld: true };
  const machine = simulation.addMachine('broker', async (environment) => {
    const dispatchBound = ({ writtenPosition }: LogProgress) =>
      state.isHeld ? logPosition(0) : writtenPosition;
    const store = await MessageStore.open(environment, { flush: 'asynchronous' }, { dispatchBound });
    state.store = store;
    return { stop: () => store.close() };
  });
  machine.start();
  await runUntil(simulation, () => state.store !== undefined);
  const store = state.store as MessageStore;
  let appended = 0;
  let arrived = 0;
  store.onArrival(() => {
    arrived += 1;
  });
  const each = Math.floor(count / PRODUCERS);
  const perform = (label: string, work: () => Promise<void>) => {
    machine.perform(rootIdentity(label, 0), label, work);
  };
  const appendStart = world.seconds();
  perform('append', async () => {
    await Promise.all(Array.from({ length: PRODUCERS }, () => putInTurn(store, each)));
    appended = each * PRODUCERS;
  });
  await runUntil(simulation, () => appended > 0);
  const dispatchStart = world.seconds();
  state.isHeld = false;
  // Wakes the dispatcher.
  perform('dispatch', () => putInTurn(store, 1));
  await runUntil(simulation, () => arrived === appended + 1);
  return { appendSeconds: dispatchStart - appendStart, dispatchSeconds: world.seconds() - dispatchStart };
}

/** @throws Error when the run ends before */
async function runUntil(simulation: Simulation, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    const end = await simulation.run({ untilMs: simulation.nowMs + STEP_MS });
    if (end.kind === 'crashed') throw new Error(end.stack);
    if (simulation.nowMs > HOUR_MS) throw new Error('the measurement took more than a virtual hour');
  }
}

/** The store and the plain loop take turns; the best round of each counts, since a disk has other users. */
export async function benchRealStore(world: BenchWorld): Promise<readonly BenchResult[]> {
  // Beside the user's files: temporary folders often lie in memory, where a sync costs nothing.
  const directory = mkdtempSync(join(process.cwd(), '.windtunnel-bench-'));
  try {
    const synchronous = await compare(world, directory, 'synchronous');
    const asynchronous = await compare(world, directory, 'asynchronous');
    return [
      { name: 'store.real-sync-ratio', unit: 'of the plain loop', value: synchronous.ratio },
      { name: 'store.real-async-ratio', unit: 'of the plain loop', value: asynchronous.ratio },
      { name: 'reference.synced-writes', unit: 'writes/s', value: synchronous.plainRate },
      { name: 'reference.writes', unit: 'writes/s', value: asynchronous.plainRate },
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Comparison {
  readonly ratio: number;
  readonly plainRate: number;
}

async function compare(world: BenchWorld, directory: string, flush: FlushMode): Promise<Comparison> {
  const count = flush === 'synchronous' ? SYNCHRONOUS_MESSAGES : ASYNCHRONOUS_MESSAGES;
  let [bestStore, bestPlain] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round += 1) {
    const storeSeconds = await timeStore(world, join(directory, `${flush}-${round}`), flush, count);
    const plainSeconds = timePlainLoop(world, join(directory, `plain-${flush}-${round}`), flush, count);
    bestStore = Math.min(bestStore, storeSeconds);
    bestPlain = Math.min(bestPlain, plainSeconds);
  }
  return { ratio: Number((bestPlain / bestStore).toFixed(3)), plainRate: Math.round(count / bestPlain) };
}

/** From the first put to the last answer; under asynchronous flush to the end of the flush that covers it. */
async function timeStore(
  world: BenchWorld,
  directory: string,
  flush: FlushMode,
  count: number,
): Promise<number> {
  const environment = createNodeEnvironment({ name: 'bench', directory, host: '127.0.0.1' });
  const store = await MessageStore.open(environment, { flush, commitLogFileBytes: SEGMENT_BYTES });
  const start = world.seconds();
  await putInTurn(store, count);
  const answered = world.seconds();
  await store.close();
  const closed = world.seconds();
  await environment.close();
  return (flush === 'synchronous' ? answered : closed) - start;
}

/** A sync after each write, or one after all. */
function timePlainLoop(world: BenchWorld, path: string, flush: FlushMode, count: number): number {
  const bytes = new Uint8Array(measureRecord(draftOf(0)).recordSize);
  const file = openSync(path, 'w');
  // As a segment is: otherwise each sync would also have to write the new length.
  ftruncateSync(file, SEGMENT_BYTES);
  fsyncSync(file);
  const start = world.seconds();
  for (let number = 0; number < count; number += 1) {
    writeSync(file, bytes, 0, bytes.length, number * bytes.length);
    if (flush === 'synchronous') fdatasyncSync(file);
  }
  fdatasyncSync(file);
  const seconds = world.seconds() - start;
  closeSync(file);
  return seconds;
}
