// A tiny server that notices what its machine does to it: it echoes streams and datagrams, keeps a log and a cold file on its disk,
// reads both again and mends what has changed, looks at its clock, and ticks.

import type { DiskFile } from '../../../environment/disk.ts';
import type { Environment } from '../../../environment/environment.ts';
import type { Program } from '../../../environment/program.ts';
import type { Journal } from './journal.ts';

export const STREAM_PORT = 7;
export const DATAGRAM_PORT = 9;

const TICK_MS = 10;
const WRITE_MS = 20;
const READ_MS = 250;
export const LOG = 'log';
export const RECORD_BYTES = 512;
const COLD_BYTES = 16 * 1024;
const LOG_RECORDS_MAX = 64;

/** What the server's disk must hold by its own knowledge; it outlives the server. */
interface Known {
  written: number;
  synced: number;
}

export function probeServer(journal: Journal): Program {
  const known: Known = { written: 0, synced: 0 };
  return async (environment) => {
    const { name, network, timers, lanes, clock } = environment;
    journal.note(name, 'started');
    await startDisk(environment, journal, known);
    const lane = lanes.open({ name: 'echo', workers: 1, queueBound: 1000 });
    await network.listen(STREAM_PORT, (connection) => {
      const startUs = clock.monotonicUs();
      connection.handle({
        data: (fragment) => {
          lane.submit(() => {
            connection.write(fragment);
          });
        },
        closed: () => journal.note(name, 'open us', clock.monotonicUs() - startUs),
      });
    });
    const socket = await network.bindDatagrams(DATAGRAM_PORT, (bytes, from) => {
      journal.note(name, 'datagram asked');
      socket.send(from, bytes);
    });
    watchTime(environment, journal);
    return {
      stop: async () => {
        journal.note(name, 'goodbye');
        await timers.sleep(1, 'goodbye');
      },
    };
  };
}

function watchTime({ name, clock, timers }: Environment, journal: Journal): void {
  let lastUs = clock.monotonicUs();
  timers.every(TICK_MS, TICK_MS, 'tick', () => {
    const nowUs = clock.monotonicUs();
    journal.note(name, 'tick us', nowUs - lastUs);
    lastUs = nowUs;
    journal.note(name, 'wall error ms', clock.wallMs() - journal.rightWallMs);
    const again = [clock.wallMs(), clock.wallMs(), clock.wallMs()];
    if (new Set(again).size > 1) journal.note(name, 'restless clock');
  });
}

async function startDisk(environment: Environment, journal: Journal, known: Known): Promise<void> {
  const { disk, name } = environment;
  const log = await disk.open(LOG, 'create');
  const records = Math.floor(log.size() / RECORD_BYTES);
  if (records < known.synced) journal.note(name, 'synced lost', known.synced - records);
  if (records < known.written) journal.note(name, 'written lost', known.written - records);
  known.written = records;
  known.synced = Math.min(known.synced, records);
  const cold = await disk.open('cold', 'create');
  if (cold.size() === 0) cold.write(0, coldBytes());
  await cold.sync();
  await disk.syncDirectory('');
  startDiskWork(environment, { log, cold, journal, known });
}

interface DiskWork {
  readonly log: DiskFile;
  readonly cold: DiskFile;
  readonly journal: Journal;
  readonly known: Known;
}

function startDiskWork({ name, timers, clock }: Environment, { log, cold, journal, known }: DiskWork): void {
  const attempt = async (what: string, work: () => void | Promise<void>) => {
    const startUs = clock.monotonicUs();
    try {
      await work();
      journal.note(name, `${what} us`, clock.monotonicUs() - startUs);
    } catch (error) {
      journal.note(name, `${what} failed: ${(error as { kind?: string }).kind ?? 'unknown'}`);
    }
  };
  timers.every(WRITE_MS, WRITE_MS, 'write', () => {
    if (known.written >= LOG_RECORDS_MAX * 100) return;
    const record = known.written;
    void attempt('write', () => {
      log.write(record * RECORD_BYTES, recordBytes(record));
      known.written = record + 1;
    });
    void attempt('sync', async () => {
      await log.sync();
      known.synced = Math.max(known.synced, record + 1);
    });
  });
  timers.every(READ_MS, READ_MS, 'read', () => {
    void attempt('read', () => {
      if (hasChanged(cold.read(0, COLD_BYTES), coldBytes())) {
        journal.note(name, 'cold file changed');
        cold.write(0, coldBytes());
      }
      for (let record = 0; record < known.written; record += 1) {
        const bytes = log.read(record * RECORD_BYTES, RECORD_BYTES);
        if (!hasChanged(bytes, recordBytes(record))) continue;
        journal.note(name, 'log changed', record);
        log.write(record * RECORD_BYTES, recordBytes(record));
      }
    });
  });
}

function coldBytes(): Uint8Array {
  return new Uint8Array(COLD_BYTES).fill(255);
}

function recordBytes(record: number): Uint8Array {
  return new Uint8Array(RECORD_BYTES).fill(1 + (record % 250));
}

function hasChanged(found: Uint8Array, expected: Uint8Array): boolean {
  return found.length !== expected.length || found.some((byte, index) => byte !== expected[index]);
}
