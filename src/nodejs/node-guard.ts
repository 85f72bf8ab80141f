// Traps in the place of what Node offers beside the language: one guard per thread, made at the first wish. It covers code of libraries too,
// however deep below the code of a run. What it cannot reach:
//
// - functions taken from their place before the guard came: `const { readFileSync } = require('node:fs')` in a module that was loaded earlier
//   (named ES imports are repaired, methods of classes are trapped in their prototype). So the guard is the first import of a worker;
// - what Node itself calls: a stream, an event emitter or a lock may wait for the host's loop. So `console` and `require` work in a run;
// - timers, sockets, handles and streams that were opened outside of the run and are used inside it;
// - other realms (`node:vm`), add-ons in machine code, `process.binding`;
// - what does not change within one host: process.env, locale, time zone. And garbage collection: WeakRef, FinalizationRegistry.

import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import tls from 'node:tls';
import workerThreads from 'node:worker_threads';
import zlib from 'node:zlib';
import { Guard } from '../guard/guard.ts';
import { methodsOf, prototypeOf, type Scope, setLanguageTraps } from '../guard/language-traps.ts';
import { type Group, TrapSetter } from '../guard/trap-setter.ts';

/** A second copy of this package in the same thread finds the same guard. */
const PLACE = Symbol.for('rocketmq-windtunnel.guard.1');

const RANDOM_KEYS: readonly string[] = [
  'randomBytes',
  'pseudoRandomBytes',
  'randomFill',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'getRandomValues',
  'generateKey',
  'generateKeySync',
  'generateKeyPair',
  'generateKeyPairSync',
  'generatePrime',
  'generatePrimeSync',
];

/** Work that Node gives to threads of its own. */
const POOL_KEYS: readonly string[] = ['pbkdf2', 'scrypt', 'hkdf', 'checkPrime'];
const ZLIB_KEYS: readonly string[] = [
  'deflate',
  'inflate',
  'gzip',
  'gunzip',
  'deflateRaw',
  'inflateRaw',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
  'zstdCompress',
  'zstdDecompress',
];
const TIMER_KEYS: readonly string[] = ['setTimeout', 'setInterval', 'setImmediate'];
const FILE_CLASSES: readonly string[] = ['ReadStream', 'WriteStream'];
const TCP_KEYS: readonly string[] = ['connect', 'createConnection', 'createServer'];

function timeGroups(): readonly Group[] {
  return [
    { kind: 'time', prefix: 'process', owner: process, keys: ['hrtime', 'uptime', 'cpuUsage'] },
    { kind: 'time', prefix: 'os', owner: os, keys: ['uptime'] },
    { kind: 'timers', prefix: '', owner: globalThis, keys: TIMER_KEYS },
    { kind: 'timers', prefix: 'timers', owner: timers, keys: TIMER_KEYS },
    { kind: 'timers', prefix: 'timers.promises', owner: timersPromises, keys: TIMER_KEYS },
    { kind: 'timers', prefix: 'scheduler', owner: timersPromises.scheduler, keys: ['wait', 'yield'] },
    { kind: 'chance', prefix: 'crypto', owner: crypto, keys: RANDOM_KEYS },
  ];
}

function fileGroups(): readonly Group[] {
  return [
    { kind: 'files', prefix: 'fs', owner: fs, keys: [...functionsOf(fs), ...FILE_CLASSES] },
    { kind: 'files', prefix: 'fs.promises', owner: fs.promises, keys: functionsOf(fs.promises) },
  ];
}

function networkGroups(): readonly Group[] {
  const ask = ['request', 'get'];
  const datagrams = prototypeOf(dgram.Socket);
  return [
    { kind: 'network', prefix: 'net', owner: net, keys: TCP_KEYS },
    { kind: 'network', prefix: 'socket', owner: prototypeOf(net.Socket), keys: ['connect'] },
    { kind: 'network', prefix: 'server', owner: prototypeOf(net.Server), keys: ['listen'] },
    { kind: 'network', prefix: 'tls', owner: tls, keys: [...TCP_KEYS, 'TLSSocket'] },
    { kind: 'network', prefix: 'dgram', owner: dgram, keys: ['createSocket'] },
    { kind: 'network', prefix: 'socket', owner: datagrams, keys: ['bind', 'connect', 'send'] },
    { kind: 'network', prefix: 'http', owner: http, keys: [...ask, 'createServer'] },
    { kind: 'network', prefix: 'https', owner: https, keys: [...ask, 'createServer'] },
    { kind: 'network', prefix: 'http2', owner: http2, keys: [...TCP_KEYS, 'createSecureServer'] },
    { kind: 'network', prefix: 'dns', owner: dns, keys: functionsOf(dns) },
    { kind: 'network', prefix: 'dns.promises', owner: dns.promises, keys: functionsOf(dns.promises) },
  ];
}

function threadGroups(): readonly Group[] {
  const child = prototypeOf(childProcess.ChildProcess);
  return [
    { kind: 'threads', prefix: 'child_process', owner: childProcess, keys: functionsOf(childProcess) },
    { kind: 'threads', prefix: 'child', owner: child, keys: ['spawn'] },
    { kind: 'threads', prefix: 'worker_threads', owner: workerThreads, keys: ['Worker'] },
    { kind: 'threads', prefix: 'crypto', owner: crypto, keys: POOL_KEYS },
    { kind: 'threads', prefix: 'zlib', owner: zlib, keys: ZLIB_KEYS },
  ];
}

/** The functions of a module of Node, but for its classes and for what is private to it. */
function functionsOf(module: object): readonly string[] {
  return methodsOf(module).filter((key) => /^[a-z]/.test(key));
}

/** The guard of this thread. The first call sets the traps, which stay: outside of runs they do what they replace. */
export function nodeGuard(): Guard {
  const places = globalThis as { [PLACE]?: Guard };
  places[PLACE] ??= createGuard();
  return places[PLACE];
}

function createGuard(): Guard {
  const guard = new Guard();
  const traps = new TrapSetter(guard);
  for (const groups of [timeGroups(), fileGroups(), networkGroups(), threadGroups()]) {
    for (const group of groups) traps.set(group);
  }
  traps.setLasting({ kind: 'timers', prefix: 'process', owner: process, keys: ['nextTick'] });
  setLanguageTraps(traps, globalThis as unknown as Scope);
  syncBuiltinESMExports();
  return guard;
}
