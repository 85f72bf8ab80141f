// Master and slave as processes of the operating system, over TCP and files: what the master acknowledged is read from the slave after the
// master's process was killed.

import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { decodeText, encodeText } from '../../src/base/bytes.ts';
import { ClientInstance } from '../../src/messaging/client/client-instance.ts';
import { newMessage } from '../../src/messaging/client/new-message.ts';
import { Producer } from '../../src/messaging/client/producer.ts';
import { PushConsumer } from '../../src/messaging/client/push-consumer.ts';
import { createNodeEnvironment, type NodeEnvironment } from '../../src/nodejs/node-environment.ts';
import { ensureBuilt, makeFolder, type Running, removeFolder, start, windtunnel } from '../cli/command.ts';
import { freePorts, until } from '../cli/served.ts';

const TOPIC = 'orders';
const HOST = '127.0.0.1';

/** Slaves may be read from, and know their master's topics within a second. */
const READABLE = `export const readable = {
  name: 'readable',
  doc: 'Slaves that may be read.',
  options: {
    flush: 'synchronous',
    replication: { slaveReadEnable: true, pullsAtSlaveEnd: 'held', metadataFirstMs: 500, metadataIntervalMs: 1000 },
  },
  parts: {},
  limits: [],
};
`;

interface Clients {
  readonly environment: NodeEnvironment;
  readonly producer: Producer;
  readonly got: string[];
  consume(): Promise<void>;
  send(texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

async function startClients(folder: string, nameServerPort: number): Promise<Clients> {
  const environment = createNodeEnvironment({
    name: 'client',
    directory: join(folder, 'client'),
    host: HOST,
  });
  const nameServers = [`${HOST}:${nameServerPort}`];
  const newInstance = (instanceName: string) =>
    new ClientInstance(environment, { nameServers, instanceName, pollNameServerMs: 1_000 });
  const producer = new Producer(newInstance('p'), { group: 'senders', sendTimeoutMs: 5_000 });
  await producer.start();
  const got: string[] = [];
  const consumer = new PushConsumer(
    newInstance('c'),
    { group: 'receivers', subscriptions: new Map([[TOPIC, '*']]), consumeFrom: 'first-offset' },
    {
      mode: 'concurrent',
      consume: async (messages) => {
        got.push(...messages.map(({ body }) => decodeText(body)));
        return 'success';
      },
    },
  );
  return {
    environment,
    producer,
    got,
    consume: () => consumer.start(),
    /** A text counts as sent when it is acknowledged: by master and slave. */
    send: async (texts) => {
      for (const text of texts) {
        const message = newMessage({ topic: TOPIC, body: encodeText(text) });
        await until(async () => (await producer.send(message)).kind === 'acknowledged');
      }
    },
    close: async () => {
      await consumer.stop();
      await producer.stop();
      await environment.close();
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

let folder: string;
const processes: Running[] = [];

function serve(...words: readonly string[]): Running {
  const running = start(['serve', '--design', './readable.ts', ...words], folder);
  processes.push(running);
  return running;
}

beforeAll(ensureBuilt, 120_000);

beforeEach(() => {
  folder = makeFolder({ 'readable.ts': READABLE });
});

afterEach(async () => {
  for (const running of processes) running.signal('SIGKILL');
  await Promise.all(processes.splice(0).map(({ ended }) => ended));
  removeFolder(folder);
});

test('what was acknowledged is read from the slave when the process of the master was killed, and from the master again', async () => {
  const ports = await freePorts();
  const { broker: masterPort } = await freePorts();
  const slaveWords = ['--name-server-port', `${ports.nameServer}`, '--broker-port', `${ports.broker}`];
  serve('--data', 'slave', '--broker-id', '1', ...slaveWords);
  await until(() => isListening(ports.nameServer));
  const masterWords = ['--join', `${HOST}:${ports.nameServer}`, '--broker-port', `${masterPort}`];
  const serveMaster = () => serve('--data', 'master', ...masterWords, '--copies', '2');
  const master = serveMaster();
  const create = ['admin', 'topics', 'create', TOPIC, '--name-server', `${HOST}:${ports.nameServer}`];
  await until(async () => (await windtunnel(create, folder)).code === 0);
  const clients = await startClients(folder, ports.nameServer);
  await clients.send(['a', 'b', 'c']);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  master.signal('SIGKILL');
  await master.ended;
  await clients.consume();
  await until(async () => new Set(clients.got).size >= 3);
  serveMaster();
  await clients.send(['d', 'e']);
  await until(async () => new Set(clients.got).size >= 5);
  expect([...new Set(clients.got)].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  await clients.close();
}, 120_000);

test('a second master of a name does not start where it asks for its place; elsewhere it is told of, and an administrator sees both', async () => {
  const ports = await freePorts();
  const { broker: otherPort } = await freePorts();
  const first = serve(
    '--data',
    'first',
    '--name-server-port',
    `${ports.nameServer}`,
    '--broker-port',
    `${ports.broker}`,
  );
  await until(() => isListening(ports.broker));
  const nameServer = `${HOST}:${ports.nameServer}`;
  const brokers = () => windtunnel(['admin', 'brokers', '--name-server', nameServer], folder);
  await until(async () => (await brokers()).stdout.includes('broker-a'));
  const rival = ['serve', '--data', 'second', '--join', nameServer, '--broker-port', `${otherPort}`];
  const refused = await windtunnel([...rival, '--copies', '2', '--design', 'hardened'], folder);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain(`${HOST}:${ports.broker} is the master of broker-a`);
  expect(refused.stderr).toContain('--epoch');
  expect((await brokers()).stdout).not.toContain('2 masters');
  serve('--data', 'second', '--join', nameServer, '--broker-port', `${otherPort}`);
  await until(async () => (await brokers()).stdout.includes('broker-a has 2 masters'));
  first.interrupt();
  const { stdout, stderr } = await first.ended;
  expect(`${stdout}${stderr}`).toContain('warning: broker-a has two masters');
}, 120_000);

test('one command runs a master with its slaves', async () => {
  const ports = await freePorts();
  const words = ['--name-server-port', `${ports.nameServer}`, '--broker-port', `${ports.broker}`];
  const running = serve('--data', 'both', '--slaves', '1', '--copies', '2', ...words);
  const clients = await startClients(folder, ports.nameServer);
  await clients.send(['a']);
  await clients.consume();
  await until(async () => clients.got.length >= 1);
  await clients.close();
  running.interrupt();
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('slave broker-a-slave-1');
}, 120_000);
