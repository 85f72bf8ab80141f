// `windtunnel serve`: name server and broker for real clients.

import type { Command } from 'commander';
import { parseAddress, parseCount, parseCountOrNone, parsePort } from '../arguments.ts';
import { type CommandOutcome, newCommand } from '../command-frame.ts';

export interface ServeFlags {
  readonly host: string;
  readonly nameServerPort: number;
  readonly brokerPort: number;
  readonly brokerName: string;
  readonly brokerId: number;
  readonly slaves: number;
  /** 0: none was named. */
  readonly epoch: number;
  /** Undefined: nothing was said. */
  readonly copies: number | undefined;
  /** `ip:port`; undefined: the name server runs here. */
  readonly join: string | undefined;
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
      'With slaves there is more than one copy: run them beside the master, or each by a command of its own, all but one of which join the same name server.',
      'A master listens for slaves at the port above its own. What each mode promises is in docs/REPLICATION.md.',
    ].join(' '),
    examples: [
      'serve',
      'serve --data /var/lib/orders --design hardened',
      'serve --host 192.168.0.7 --name-server-port 19876 --broker-port 20911',
      'serve --slaves 1',
      'serve --broker-id 1',
      'serve --join 127.0.0.1:9876 --broker-port 10921 --copies 2 --data master-data',
      'serve --join 127.0.0.1:9876 --broker-port 10931 --copies 2 --data slave-data --epoch 1 --design hardened',
    ],
  })
    .option('--host <address>', 'IPv4 address to listen on, which clients are told too', '127.0.0.1')
    .option('--name-server-port <port>', 'port of the name server', parsePort, 9876)
    .option('--broker-port <port>', 'port of the broker', parsePort, 10911)
    .option('--broker-name <name>', 'name of the broker, the same for a master and its slaves', 'broker-a')
    .option('--broker-id <id>', '0 is the master of its name, another a slave', parseCountOrNone, 0)
    .option(
      '--epoch <number>',
      'of a master that was a slave: one more than that of the master before, so that name servers prefer it',
      parseCountOrNone,
      0,
    )
    .option('--slaves <count>', 'slaves to run beside the master, at the ports above', parseCountOrNone, 0)
    .option(
      '--copies <count>',
      'copies that a send waits for, the one of the master included; 1 waits for none',
      parseCount,
    )
    .option(
      '--join <address>',
      'name server that runs elsewhere, ip:port, instead of an own one',
      parseAddress,
    )
    .option('--data <directory>', 'folder of all that is kept', 'windtunnel-data')
    .option('--design <name or file>', 'options and parts of the broker', 'baseline')
    .action(async (flags: ServeFlags) => {
      const { runServe } = await import('../serve-action.ts');
      outcome.code = await runServe(flags);
    });
}
