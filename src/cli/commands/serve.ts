// `windtunnel serve`: name server and broker for real clients.

import type { Command } from 'commander';
import { parsePort } from '../arguments.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';

export interface ServeFlags {
  readonly host: string;
  readonly nameServerPort: number;
  readonly brokerPort: number;
  readonly brokerName: string;
  readonly data: string;
  readonly design: string;
}

export function serveCommand(outcome: CommandOutcome): Command {
  return newCommand({
    name: 'serve',
    summary: 'Run a name server and a broker on TCP, for real clients.',
    doc: [
      'Run a name server and a broker on TCP: the programs that fly in the simulator, on real sockets and files. Clients of RocketMQ connect',
      'to the name server; topics are created by the first message. The folder keeps what a broker of RocketMQ keeps, in its formats.',
      'Runs until it is interrupted, stops in order, and goes on where it stopped when it is started again over the same folder.',
    ].join(' '),
    examples: [
      'serve',
      'serve --data /var/lib/orders --design hardened',
      'serve --host 192.168.0.7 --name-server-port 19876 --broker-port 20911',
    ],
  })
    .option('--host <address>', 'IPv4 address to listen on, which clients are told too', '127.0.0.1')
    .option('--name-server-port <port>', 'port of the name server', parsePort, 9876)
    .option('--broker-port <port>', 'port of the broker', parsePort, 10911)
    .option('--broker-name <name>', 'name of the broker', 'broker-a')
    .option('--data <directory>', 'folder of all that is kept', 'windtunnel-data')
    .option('--design <name or file>', 'options and parts of the broker', 'baseline')
    .action(async (flags: ServeFlags) => {
      const { runServe } = await import('../serve-action.ts');
      outcome.code = await runServe(flags);
    });
}
