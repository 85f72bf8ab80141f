// `npm run check:clients`: RocketMQ's own clients and tools against `windtunnel serve`. They come through Maven, as it is set up here;
// without a JDK, Maven or the artifacts the line of the check says so.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, makeFolder, type Running, removeFolder, windtunnel } from '../cli/command.ts';
import { freePorts, type Ports, SHORT_DELAYS, serve, until } from '../cli/served.ts';
import { JavaPrograms, type Line } from './java-programs.ts';

const VERSION = '5.3.3';
const real = JavaPrograms.prepare('clients', VERSION);

afterAll(() => {
  if (typeof real !== 'string') real.dispose();
});

describe.runIf(typeof real === 'string')(`skipped: ${typeof real === 'string' ? real : ''}`, () => {
  test('RocketMQ is not at hand', () => expect(real).toBeTypeOf('string'));
});

describe.skipIf(typeof real === 'string')(`RocketMQ ${VERSION}`, () => {
  const programs = real as JavaPrograms;
  let folder: string;
  let ports: Ports;
  let cluster: Running;

  beforeAll(async () => {
    await ensureBuilt();
    folder = makeFolder({ 'short-delays.js': SHORT_DELAYS });
    ports = await freePorts();
    cluster = serve(folder, ports, './short-delays.js');
    const words = ['admin', 'topics', 'list', '--name-server', `127.0.0.1:${ports.nameServer}`];
    await until(async () => (await windtunnel(words, folder)).code === 0);
  });

  afterAll(async () => {
    cluster.interrupt();
    expect(await cluster.ended).toMatchObject({ code: 0 });
    removeFolder(folder);
  });

  test('producers and consumers find every behaviour that they rely on', () => {
    expectSound(programs.lines('RealClient', { nameServer: `127.0.0.1:${ports.nameServer}` }), 21);
  });

  test('the tool of administrators is answered', () => {
    const broker = `127.0.0.1:${ports.broker}`;
    expectSound(programs.lines('RealAdmin', { nameServer: `127.0.0.1:${ports.nameServer}`, broker }), 9);
  });
});

/** Every row ran, and none has a problem. */
function expectSound(lines: readonly Line[], count: number): void {
  const rows = lines.filter(({ kind }) => kind === 'row');
  expect(rows.filter(({ problem }) => problem !== null)).toEqual([]);
  expect(rows).toHaveLength(count);
}
