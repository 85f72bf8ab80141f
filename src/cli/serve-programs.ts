// Which processes `windtunnel serve` runs: a name server unless one runs elsewhere, a broker, and its slaves.

import { withDefaults } from '../base/defaults.ts';
import type { Program } from '../environment/program.ts';
import { broker } from '../messaging/broker/broker.ts';
import type { GivenReplication } from '../messaging/broker/broker-replication.ts';
import { DEFAULT_TRANSACTION_OPTIONS } from '../messaging/broker/transaction/transaction-options.ts';
import { nameServer } from '../messaging/name-server/name-server.ts';
import type { Design } from '../scenario/design.ts';
import { designBroker } from '../scenario/design-broker.ts';
import type { ServeFlags } from './commands/serve.ts';
import { UsageError } from './usage-error.ts';

export interface ServedProgram {
  /** Of the process and its folder. */
  readonly name: string;
  /** As a line for whoever started it. */
  readonly what: string;
  readonly program: Program;
}

interface BrokerPlace {
  readonly name: string;
  readonly brokerId: number;
  readonly port: number;
}

/** Each broker may have a second port, one above its own, where a master listens for slaves. */
const PORTS_PER_BROKER = 2;

/** @throws UsageError */
export function servedPrograms(flags: ServeFlags, design: Design): readonly ServedProgram[] {
  const { host, nameServerPort, brokerPort, brokerName, brokerId, slaves, join } = flags;
  if (brokerId > 0 && slaves > 0) {
    throw new UsageError('slaves have no slaves', { remedy: 'leave out --slaves, or --broker-id' });
  }
  const places: BrokerPlace[] = [
    { name: brokerId === 0 ? brokerName : slaveName(brokerName, brokerId), brokerId, port: brokerPort },
  ];
  for (let id = 1; id <= slaves; id += 1) {
    places.push({ name: slaveName(brokerName, id), brokerId: id, port: brokerPort + id * PORTS_PER_BROKER });
  }
  const nameServerAddress = join ?? `${host}:${nameServerPort}`;
  const brokers = places.map((place): ServedProgram => {
    const what = `${place.brokerId === 0 ? 'broker' : 'slave'} ${place.name} ${host}:${place.port}`;
    return { name: place.name, what, program: brokerProgram(flags, design, { place, nameServerAddress }) };
  });
  if (join !== undefined) return brokers;
  const program = nameServer({ port: nameServerPort, orderMessageEnable: true });
  return [{ name: 'name-server', what: `name server ${nameServerAddress}`, program }, ...brokers];
}

function slaveName(brokerName: string, brokerId: number): string {
  return `${brokerName}-slave-${brokerId}`;
}

function brokerProgram(
  flags: ServeFlags,
  design: Design,
  { place, nameServerAddress }: { readonly place: BrokerPlace; readonly nameServerAddress: string },
): Program {
  const { options } = design;
  const flush = options.flush ?? 'asynchronous';
  const store = withDefaults({ flush, recordCrc: options.recordCrc ?? false }, options.store ?? {});
  const given = {
    brokerName: flags.brokerName,
    brokerId: place.brokerId,
    port: place.port,
    nameServerAddresses: [nameServerAddress],
    transactions: withDefaults(DEFAULT_TRANSACTION_OPTIONS, options.transactions ?? {}),
    store,
    replication: replicationOf(flags, design, place),
  };
  return broker(given, designBroker(design));
}

/** Undefined: the only broker of its name. What is said on the command line wins over the design. */
function replicationOf(
  { copies, slaves, epoch, join }: ServeFlags,
  { options }: Design,
  { brokerId, port }: BrokerPlace,
): GivenReplication | undefined {
  const { role: designed = 'ASYNC_MASTER', ...set } = options.replication ?? {};
  const listening = { port: port + 1, epoch };
  if (brokerId > 0) return { ...set, ...listening, role: 'SLAVE' };
  if (copies === undefined && slaves === 0) {
    const mayHaveRivals = epoch > 0 || (join !== undefined && set.masterFence === 'name-servers');
    return mayHaveRivals ? { ...set, ...listening, role: 'ASYNC_MASTER' } : undefined;
  }
  if (copies === undefined) return { ...set, ...listening, role: designed };
  const role = copies > 1 ? 'SYNC_MASTER' : 'ASYNC_MASTER';
  const minInSyncReplicas = Math.min(set.minInSyncReplicas ?? 1, copies);
  return { ...set, ...listening, role, inSyncReplicas: copies, minInSyncReplicas };
}
