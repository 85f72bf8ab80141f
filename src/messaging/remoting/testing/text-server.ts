// A server in a simulated world that echoes, holds and fails, and clients of it: what the tests of remoting talk to.

import { simulatedWorld, startMachine } from '../../../../tests/simulated-world.ts';
import { AssertionError } from '../../../base/assert.ts';
import type { Environment } from '../../../environment/environment.ts';
import type { Observation } from '../../../environment/observation.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import type { Channel } from '../channel.ts';
import { DEFERRED, type ReplyContent, type RequestContext, success } from '../handler.ts';
import { RemotingClient } from '../remoting-client.ts';
import { RemotingError } from '../remoting-error.ts';
import { RemotingServer, type RemotingServerOptions } from '../remoting-server.ts';
import type { RequestCodec } from '../request-codec.ts';

export interface Text {
  readonly text: string;
}

function textCodec(code: number): RequestCodec<Text, Text> {
  const encode = ({ text }: Text) => new Map([['text', text]]);
  const decode = (fields: ReadonlyMap<string, string>) => {
    const text = fields.get('text');
    if (text === undefined) return { kind: 'invalid', problem: 'no text' } as const;
    return { kind: 'decoded', header: { text } } as const;
  };
  const codecs = { encodeHeader: encode, decodeHeader: decode, encodeReply: encode, decodeReply: decode };
  return { code, name: `TEXT_${code}`, ...codecs };
}

export const ECHO = textCodec(1001);
export const HOLD = textCodec(1002);
export const BREAK = textCodec(1003);
export const UNKNOWN = textCodec(1004);
export const PUSH = textCodec(1005);
export const FLOOD = textCodec(1006);
const PORT = 9000;

export interface Served {
  readonly world: Simulation;
  readonly server: RemotingServer;
  readonly address: string;
  readonly channels: Channel[];
  readonly closed: Channel[];
  /** Held requests; replying is the test's. */
  readonly held: RequestContext<Text>[];
  readonly observed: Observation[];
}

/** A world with one server on machine 0 that echoes, holds and breaks. */
export function served(options: Partial<RemotingServerOptions> & { queueBound?: number } = {}): Served {
  const { queueBound = 100, ...serverOptions } = options;
  const world = simulatedWorld();
  const observed: Observation[] = [];
  world.observe((_, observation) => void observed.push(observation));
  const box: { server?: RemotingServer } = {};
  const channels: Channel[] = [];
  const closed: Channel[] = [];
  const held: RequestContext<Text>[] = [];
  const machine = startMachine(world, 'server', async (environment) => {
    const server = new RemotingServer(environment, { port: PORT, ...serverOptions });
    const lane = environment.lanes.open({ name: 'all', workers: 1, queueBound });
    server.register(ECHO, lane, ({ header, body }, { channel }) => {
      channels.push(channel);
      return success({ text: `${header.text}!` }, body);
    });
    server.register(HOLD, lane, (_, context) => {
      held.push(context);
      return DEFERRED;
    });
    server.register(FLOOD, lane, ({ header }) => success(header, new Uint8Array(30_000)));
    server.register(BREAK, lane, async ({ header }) => {
      if (header.text === 'bug') throw new AssertionError('a bug');
      if (header.text === 'slow') await environment.timers.sleep(100, 'a slow handler');
      throw new RemotingError('send', 'elsewhere', 'it broke');
    });
    server.onChannelClosed((channel) => void closed.push(channel));
    box.server = server;
    await server.start();
  });
  const served = { world, address: `${machine.host}:${PORT}`, channels, closed, held, observed };
  return Object.defineProperty(served, 'server', { get: () => box.server }) as Served;
}

/** A client on a machine of its own, once the server listens. */
export function client(
  { world }: Served,
  body: (client: RemotingClient, environment: Environment) => Promise<void>,
): void {
  startMachine(world, `client-${world.machines.length}`, async (environment) => {
    await environment.timers.sleep(10, 'until the server listens');
    await body(new RemotingClient(environment), environment);
  });
}

export async function kindOf(outcome: Promise<unknown>): Promise<string> {
  try {
    await outcome;
    return 'answered';
  } catch (error) {
    if (!(error instanceof RemotingError)) throw error;
    return error.kind;
  }
}

export const held: ReplyContent<Text> = success({ text: 'held' });
