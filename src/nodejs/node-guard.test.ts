import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs, { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import { Readable } from 'node:stream';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { MessageChannel, Worker } from 'node:worker_threads';
import zlib from 'node:zlib';
import seedrandom from 'seedrandom';
import { describe, expect, test } from 'vitest';
import { runTo, simulatedWorld, startMachine } from '../../tests/simulated-world.ts';
import type { RunEnd } from '../simulator/run-end.ts';
import type { PumpPath } from './microtask-pump.ts';
import { nodeGuard } from './node-guard.ts';

type Deed = () => unknown;
type Functions = Readonly<Record<string, Deed>>;

/** Called outside of a run as well, so with arguments that do nothing or that the host refuses. */
const none = undefined as never;
const { port1: port } = new MessageChannel();
const FORBIDDEN: Readonly<Record<string, Deed>> = {
  'Date.now': () => Date.now(),
  'new Date': () => new Date(),
  Date: () => Date(),
  'performance.now': () => performance.now(),
  'performance.timeOrigin': () => performance.timeOrigin,
  'performance.mark': () => performance.mark('mark'),
  'process.hrtime': () => process.hrtime(),
  'process.hrtime.bigint': () => process.hrtime.bigint(),
  'process.uptime': () => process.uptime(),
  'os.uptime': () => os.uptime(),
  'Atomics.wait': () => Atomics.wait(none, 0, 0),
  'Math.random': () => Math.random(),
  'crypto.randomBytes': () => crypto.randomBytes(1),
  'crypto.randomInt': () => crypto.randomInt(2),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
  'crypto.generateKeySync': () => crypto.generateKeySync(none, none),
  'crypto.subtle.digest': () => crypto.webcrypto.subtle.digest('SHA-1', new Uint8Array(1)),
  'crypto.scrypt': () => crypto.scrypt(none, none, none, none),
  'zlib.gzip': () => zlib.gzip(none, none),
  setTimeout: () => clearTimeout(setTimeout(() => {}, 0)),
  setInterval: () => clearInterval(setInterval(() => {}, 1)),
  setImmediate: () => clearImmediate(timers.setImmediate(() => {})),
  'process.nextTick': () => process.nextTick(() => {}),
  'timers.promises.setTimeout': () => timersPromises.setTimeout(0),
  'timers.promises.setTimeout by promisify': () => promisify(setTimeout)(0),
  'scheduler.wait': () => timersPromises.scheduler.wait(0),
  'AbortSignal.timeout': () => AbortSignal.timeout(1),
  'port.postMessage': () => port.postMessage(0),
  fetch: () => fetch('none:'),
  'net.connect': () => net.connect(none),
  'net.createServer': () => net.createServer(),
  'socket.connect': () => new net.Socket().connect(none),
  'tls.connect': () => tls.connect({ port: -1 }),
  'dgram.createSocket': () => dgram.createSocket(none),
  'http.request': () => http.request({ protocol: 'none:' }),
  'https.get': () => https.get({ protocol: 'none:' }),
  'http2.connect': () => http2.connect('none:'),
  'dns.lookup': () => dns.lookup(none, none),
  'dns.promises.lookup': () => dns.promises.lookup(none),
  'fs.readFileSync': () => fs.readFileSync(none),
  'fs.readFileSync by a named import': () => readFileSync(none),
  'fs.readFile': () => fs.readFile(none, none),
  'fs.promises.readFile': () => fs.promises.readFile(none),
  'fs.realpathSync.native': () => fs.realpathSync.native(none),
  'fs.createReadStream': () => fs.createReadStream(none),
  'new fs.ReadStream': () => Reflect.construct(fs.ReadStream, []),
  'child_process.spawnSync': () => childProcess.spawnSync(none),
  'child_process.fork': () => childProcess.fork(none),
  'new worker_threads.Worker': () => new Worker(none),
};

function errorOf(deed: Deed): Error | undefined {
  try {
    const result = deed();
    if (result instanceof Promise) result.catch(() => {});
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

async function endOf(deed: Deed, pumpPath?: PumpPath): Promise<RunEnd & { readonly reached: boolean }> {
  const world = simulatedWorld({ ...(pumpPath === undefined ? {} : { pumpPath }) });
  let reached = false;
  startMachine(world, 'guilty', async (environment) => {
    await environment.timers.sleep(1, 'later');
    await deed();
    await environment.timers.sleep(1, 'afterwards');
    reached = true;
  });
  const end = await world.run({ untilMs: 10 });
  return { ...end, reached };
}

describe.each<PumpPath>(['checkpoint', 'macrotask'])('a run on the %s pump', (pumpPath) => {
  test.each(Object.keys(FORBIDDEN))('ends with a crash that names the caller of %s', async (title) => {
    const deed = FORBIDDEN[title] as Deed;
    const end = await endOf(deed, pumpPath);
    const [name = ''] = title.split(' by ');
    expect(end).toMatchObject({ kind: 'crashed', machine: 'guilty', reached: false });
    const { stack } = end as { readonly stack: string };
    expect(stack).toContain(`GuardError: ${name} was used inside a simulated run, by `);
    expect(stack.split('\n')[0]).toMatch(/node-guard\.test\.ts:\d+/);
    expect(stack.split('\n')[1]).toContain('environment.');
    // Outside of the run it is the host's own again.
    expect(errorOf(deed)?.name).not.toBe('GuardError');
  });

  test('ends with the crash when its code swallows the error, after the event', async () => {
    const end = await endOf(() => errorOf(() => Date.now()), pumpPath);
    expect(end).toMatchObject({ kind: 'crashed', machine: 'guilty', reached: false });
    expect((end as { readonly stack: string }).stack).toMatch(/Date\.now .*node-guard\.test\.ts/);
  });

  test('names the library that called, however it takes the error', async () => {
    const end = await endOf(() => errorOf(() => seedrandom()), pumpPath);
    expect(end).toMatchObject({ kind: 'crashed', machine: 'guilty' });
    const { stack } = end as { readonly stack: string };
    expect(stack.split('\n')[0]).toMatch(/randomBytes .*node_modules\/seedrandom\/\S+:\d+/);
    expect(stack).toContain('node-guard.test.ts');
  });

  test('lets the host work between its steps', async () => {
    const world = simulatedWorld({ pumpPath });
    startMachine(world, 'busy', async (environment) => {
      for (let count = 0; count < 20_000; count += 1) await environment.timers.sleep(1, 'pause');
    });
    let visits = 0;
    const visit = () => {
      visits += Math.min(1, Date.now() + Math.random());
      if (visits < 3) setImmediate(() => void Promise.resolve().then(visit));
    };
    setImmediate(visit);
    expect(await runTo(world, 30_000)).toEqual({ kind: 'idle' });
    expect(visits).toBeCloseTo(3);
    expect(await runTo(world, 40_000)).toEqual({ kind: 'idle' });
  });
});

test('a call by the engine itself is blamed on the code that awaits it', async () => {
  const end = await endOf(() => Promise.resolve().then(Date.now));
  expect((end as { readonly stack: string }).stack.split('\n')[0]).toMatch(/node-guard\.test\.ts:\d+/);
});

test('streams of Node wait for the loop of the host: their use is met, and its place named', async () => {
  const end = await endOf(() => Readable.from([1]).resume());
  expect((end as { readonly stack: string }).stack).toMatch(/process\.nextTick .*node-guard\.test\.ts/);
});

test('no function of files, names and processes is forgotten', () => {
  const modules = { fs, promises: fs.promises, dns, childProcess };
  const guard = nodeGuard();
  const spared: string[] = [];
  guard.enter();
  for (const [prefix, module] of Object.entries(modules)) {
    for (const key of Object.keys(module)) {
      const deed = (module as unknown as Functions)[key];
      if (typeof deed !== 'function' || !/^[a-z]/.test(key)) continue;
      if (errorOf(deed)?.name !== 'GuardError') spared.push(`${prefix}.${key}`);
    }
  }
  guard.leave();
  expect(spared).toEqual([]);
});

test('what is the same in every run, and what prints, is nobody’s business', async () => {
  const texts: string[] = [];
  const end = await endOf(() => {
    texts.push(new Date(0).toISOString(), String(Date.UTC(1970)), new Error('text').stack ?? '');
    console.debug('a program may print');
    queueMicrotask(() => texts.push('microtask'));
  });
  expect(end).toEqual({ kind: 'idle', reached: true });
  expect(texts).toEqual(['1970-01-01T00:00:00.000Z', '0', expect.stringContaining('text'), 'microtask']);
});

test('traps look like what they replace', () => {
  class Later extends Date {}
  expect(new Later(7).getTime()).toBe(7);
  expect(new Date(7)).toBeInstanceOf(Date);
  expect(new Date(7).constructor).toBe(Date);
  expect([Date.name, Date.length, setTimeout.name, Date.now.name]).toEqual(['Date', 7, 'setTimeout', 'now']);
  expect(timers.setTimeout).toBe(setTimeout);
  expect(nodeGuard()).toBe(nodeGuard());
});

test('a test runner that puts the function of before back gets the trap', () => {
  const { nextTick } = process;
  process.nextTick = (() => {}) as typeof nextTick;
  expect(process.nextTick).not.toBe(nextTick);
  process.nextTick = nextTick;
  expect(process.nextTick).toBe(nextTick);
});
