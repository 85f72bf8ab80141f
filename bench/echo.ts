// The workload of the kernel benchmarks: N machines, each an echo server and a client over datagrams; a client asks a random other
// machine and awaits the reply.

import type { Environment } from '../src/environment/environment.ts';
import type { DatagramSocket } from '../src/environment/network.ts';
import type { Program } from '../src/environment/program.ts';

export interface EchoLoad {
  readonly machines: number;
  readonly requestsPerMachine: number;
  /** Pause after each reply; 0 for none. */
  readonly pauseMs: number;
}

/** Until then machines start and nobody calls. */
export const ECHO_BOOT_MS = 1000;
export const SERVER_PORT = 7000;
const CLIENT_PORT = 7001;
const PAYLOAD_BYTES = 32;

/** A client's socket with one outstanding request, through a promise. */
class EchoClient {
  readonly #socket: DatagramSocket;
  #replied: (() => void) | undefined;

  private constructor(socket: DatagramSocket) {
    this.#socket = socket;
  }

  static async open(environment: Environment): Promise<EchoClient> {
    let client: EchoClient | undefined;
    const socket = await environment.network.bindDatagrams(CLIENT_PORT, () => client?.receive());
    client = new EchoClient(socket);
    return client;
  }

  call(address: string, payload: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#replied = resolve;
      this.#socket.send(address, payload);
    });
  }

  receive(): void {
    this.#replied?.();
  }
}

/** `addresses` of all servers, filled before the machines start; `count` collects completed calls over all machines. */
export function echoProgram(
  load: EchoLoad,
  addresses: readonly string[],
  count: { completed: number },
): Program {
  return async (environment) => {
    const server = await environment.network.bindDatagrams(SERVER_PORT, (bytes, from) =>
      server.send(from, bytes),
    );
    const client = await EchoClient.open(environment);
    const own = addresses.indexOf(`${environment.network.host}:${SERVER_PORT}`);
    const run = async () => {
      const payload = new Uint8Array(PAYLOAD_BYTES);
      await environment.timers.sleep(ECHO_BOOT_MS, 'echo boot');
      for (let sent = 0; sent < load.requestsPerMachine; sent += 1) {
        const step = 1 + environment.random.below(addresses.length - 1);
        await client.call(addresses[(own + step) % addresses.length] as string, payload);
        count.completed += 1;
        if (load.pauseMs > 0) await environment.timers.sleep(load.pauseMs, 'echo pause');
      }
    };
    void run();
    return { stop: async () => {} };
  };
}
