// What can only be seen from outside of an operating system's process: that it dies of a bug, ends by itself when its
// environment closed, and what its peers are told when it is killed.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeText } from '../../src/base/bytes.ts';
import { DIVERGENCES } from './divergences.ts';
import { CONNECT_TIMEOUT_MS, Peer } from './peer.ts';
import { realArm } from './real-arm.ts';

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

describe('an operating system process', () => {
  let directory = '';
  let program = '';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'windtunnel-process-'));
    program = join(directory, 'child.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'os-process-child.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: program,
    });
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  function start(role: string): ChildProcess {
    return spawn(process.execPath, [program, role, join(directory, role)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function runToEnd(role: string): Promise<Ended> {
    const child = start(role);
    const parts = { output: '', errors: '' };
    child.stdout?.on('data', (bytes) => (parts.output += String(bytes)));
    child.stderr?.on('data', (bytes) => (parts.errors += String(bytes)));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...parts };
  }

  test('dies of a lane task that fails, with the error on its screen', async () => {
    const { code, errors } = await runToEnd('failing-lane');
    expect(code).not.toBe(0);
    expect(errors).toContain('a bug of a lane task');
  });

  test('dies of a timer that throws', async () => {
    const { code, errors } = await runToEnd('failing-timer');
    expect(code).not.toBe(0);
    expect(errors).toContain('a bug of a timer');
  });

  test('ends by itself when its environment closed', async () => {
    expect(await runToEnd('closing')).toEqual({ code: 0, output: 'closed\n', errors: '' });
  });

  test('that is killed tells its peers what the table of divergences says', () =>
    realArm.run(async ({ here }) => {
      const child = start('echo');
      const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
      const peer = new Peer(await here.network.connect(String(line).trim(), CONNECT_TIMEOUT_MS));
      peer.connection.write(encodeText('alive?'));
      await peer.hasReceived(6);
      child.kill('SIGKILL');
      await peer.hasClosed();
      expect(peer.closes).toEqual([`closed ${DIVERGENCES.peerOfKilledProcess.real}`]);
    }));
});
