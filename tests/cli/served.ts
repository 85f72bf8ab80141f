// A name server and a broker in a child process, as `windtunnel serve` runs them, and patience with what happens there.

import { createServer } from 'node:net';
import { type Running, start } from './command.ts';

const PATIENCE_MS = 30_000;

/**
 * A design for `serve`: delays of seconds, transactions that are soon asked about, and only the newest record counts as in memory, so that
 * new groups ask where to begin.
 */
export const SHORT_DELAYS = `export const shortDelays = {
  name: 'short-delays',
  doc: 'Delays of seconds.',
  options: {
    flush: 'synchronous',
    recordCrc: true,
    store: { delayLevelsMs: [1000, 2000, 1000, 1000, 1000, 1000], hotLogBytes: 1 },
    transactions: { checkIntervalMs: 500, timeoutMs: 1000, maxChecks: 3, operationBatchIntervalMs: 100 },
  },
  parts: {},
  limits: [],
};
`;

export interface Ports {
  readonly nameServer: number;
  readonly broker: number;
}

/** Ports that were free a moment ago. */
export async function freePorts(): Promise<Ports> {
  const servers = await Promise.all([listening(), listening()]);
  const [nameServer = 0, broker = 0] = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { nameServer, broker };
}

function listening(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

export function serve(folder: string, { nameServer, broker }: Ports, design = 'baseline'): Running {
  const words = ['serve', '--data', 'data', '--design', design];
  return start([...words, '--name-server-port', `${nameServer}`, '--broker-port', `${broker}`], folder);
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error('nothing of it happened in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
