// `npm run check:servers`: our clients against RocketMQ's own name server and broker, by the contract that `windtunnel serve` is held to. They
// come through Maven, as it is set up here; without a JDK, Maven or the artifacts the line of the check says so.

import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Administration } from '../../src/messaging/client/administration.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { createNodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { freePorts, until } from '../cli/served.ts';
import { consumingContract } from '../conformance/consuming-contract.ts';
import {
  DELAY_LEVELS_MS,
  type MessagingWorld,
  type SharedMessagingArm,
  TRANSACTIONS,
} from '../conformance/messaging-world.ts';
import { sendingContract } from '../conformance/sending-contract.ts';
import { transactionContract } from '../conformance/transaction-contract.ts';
import { JavaPrograms } from './java-programs.ts';

const VERSION = '5.3.3';
const LOOPBACK = '127.0.0.1';
const real = JavaPrograms.prepare('servers', VERSION);
const failures: string[] = [];
let servers: ChildProcess | undefined;
let world: MessagingWorld | undefined;

const arm: SharedMessagingArm = {
  name: `RocketMQ ${VERSION}`,
  isShared: true,
  run: async (body) => {
    if (world !== undefined) await body(world);
  },
};

beforeAll(async () => {
  if (typeof real === 'string') return;
  const ports = await freePorts();
  const directory = join(real.folder, 'data');
  mkdirSync(directory);
  const delayLevels = DELAY_LEVELS_MS.map((levelMs) => `${levelMs / 1_000}s`).join(' ');
  const task = {
    nameServerPort: ports.nameServer,
    brokerPort: ports.broker,
    directory,
    delayLevels,
    transactions: TRANSACTIONS,
  };
  servers = await real.start('RealServer', task);
  world = {
    nameServers: [`${LOOPBACK}:${ports.nameServer}`],
    brokerAddress: `${LOOPBACK}:${ports.broker}`,
    newProcess: async (name) => {
      const onFailure = (error: unknown) => void failures.push(`${name}: ${String(error)}`);
      const environment = createNodeEnvironment({
        name,
        directory: join(real.folder, name),
        host: LOOPBACK,
        onFailure,
      });
      return { environment, kill: () => environment.close() };
    },
  };
  const { environment, kill } = await world.newProcess('first');
  const { nameServers } = world;
  const administration = new Administration(
    new ClientInstance(environment, { nameServers }),
    nameServers[0] ?? '',
  );
  await until(async () => (await administration.brokers()).length === 1);
  await kill();
});

afterAll(() => {
  servers?.kill('SIGKILL');
  if (typeof real !== 'string') real.dispose();
  expect(failures).toEqual([]);
});

describe.runIf(typeof real === 'string')(`skipped: ${typeof real === 'string' ? real : ''}`, () => {
  test('RocketMQ is not at hand', () => expect(real).toBeTypeOf('string'));
});

describe.skipIf(typeof real === 'string')(`RocketMQ ${VERSION}`, () => {
  sendingContract(arm);
  consumingContract(arm);
  transactionContract(arm);
});
