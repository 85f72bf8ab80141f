// A tiny client that notices what the network does to it: it keeps a stream to every server, opens short ones, and sends datagrams.

import type { Environment } from '../../../environment/environment.ts';
import type { Connection } from '../../../environment/network.ts';
import type { Program } from '../../../environment/program.ts';
import type { Journal } from './journal.ts';
import { DATAGRAM_PORT, STREAM_PORT } from './probe-server.ts';

const SEND_MS = 20;
const CONNECT_MS = 100;
const CONNECT_TIMEOUT_MS = 1000;
const REQUEST_BYTES = 2000;
const DATAGRAM_BYTES = 8;
const DATAGRAM_FILL = 170;

export function probeClient(journal: Journal, serverHosts: readonly string[]): Program {
  return async (environment) => {
    journal.note(environment.name, 'started');
    for (const [index, host] of serverHosts.entries()) {
      void keepAsking(environment, journal, { host, server: `server-${index}` });
      await startDatagrams(environment, journal, { host, server: `server-${index}` });
      startConnecting(environment, journal, host);
    }
    return { stop: async () => {} };
  };
}

interface Peer {
  readonly host: string;
  readonly server: string;
}

/** One request after the other, for ever; a broken stream is replaced. */
async function keepAsking(environment: Environment, journal: Journal, peer: Peer): Promise<void> {
  const { network, timers, name } = environment;
  while (true) {
    let connection: Connection;
    try {
      connection = await network.connect(`${peer.host}:${STREAM_PORT}`, CONNECT_TIMEOUT_MS);
    } catch {
      await timers.sleep(SEND_MS, 'connect again');
      continue;
    }
    const reason = await ask(environment, journal, { connection, server: peer.server });
    journal.note(name, `stream ${reason}`);
  }
}

/** Resolves with the reason when the stream has ended. */
function ask(
  { clock, name, timers }: Environment,
  journal: Journal,
  { connection, server }: { readonly connection: Connection; readonly server: string },
): Promise<string> {
  return new Promise((resolve) => {
    let received = 0;
    let fragments = 0;
    let sentUs = 0;
    const send = () => {
      received = 0;
      fragments = 0;
      sentUs = clock.monotonicUs();
      connection.write(new Uint8Array(REQUEST_BYTES));
    };
    connection.handle({
      data: (fragment) => {
        received += fragment.length;
        fragments += 1;
        if (received < REQUEST_BYTES) return;
        journal.note(name, `answer us of ${server}`, clock.monotonicUs() - sentUs);
        journal.note(name, 'answer us', clock.monotonicUs() - sentUs);
        journal.note(name, 'fragments', fragments);
        timers.once(SEND_MS, 'next request', send);
      },
      closed: resolve,
    });
    send();
  });
}

/** Short streams: opened, greeted, and closed at the answer. */
function startConnecting(
  { network, timers, clock, name }: Environment,
  journal: Journal,
  host: string,
): void {
  const connect = async () => {
    const startUs = clock.monotonicUs();
    const note = (what: string) => journal.note(name, what, clock.monotonicUs() - startUs);
    try {
      const connection = await network.connect(`${host}:${STREAM_PORT}`, CONNECT_TIMEOUT_MS);
      note('connect us');
      const answered = () => {
        note('greeting us');
        connection.close();
      };
      connection.handle({ data: answered, closed: (reason) => journal.note(name, `stream ${reason}`) });
      connection.write(new Uint8Array(1));
    } catch {
      journal.note(name, 'connect failed');
    }
  };
  timers.every(CONNECT_MS, CONNECT_MS, 'connect', () => void connect());
}

async function startDatagrams(
  { network, timers, name }: Environment,
  journal: Journal,
  peer: Peer,
): Promise<void> {
  let sent = 0;
  let latest = 0;
  const seen = new Set<number>();
  const socket = await network.bindDatagrams(0, (bytes) => {
    const number = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);
    const isIntact =
      bytes.length === DATAGRAM_BYTES && bytes.subarray(4).every((byte) => byte === DATAGRAM_FILL);
    if (!isIntact || number > sent || number < 1) {
      journal.note(name, 'datagram changed');
      return;
    }
    journal.note(name, seen.has(number) ? 'datagram twice' : 'datagram');
    if (number < latest) journal.note(name, 'datagram late');
    seen.add(number);
    latest = Math.max(latest, number);
  });
  timers.every(SEND_MS, SEND_MS, 'datagram', () => {
    sent += 1;
    const bytes = new Uint8Array(DATAGRAM_BYTES).fill(DATAGRAM_FILL);
    new DataView(bytes.buffer).setInt32(0, sent);
    journal.note(name, 'datagram sent');
    socket.send(`${peer.host}:${DATAGRAM_PORT}`, bytes);
  });
}
