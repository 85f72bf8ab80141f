// A name server and one broker with small files, on a network without faults, for tests that speak to it in bare requests.

import { decodeText } from '../../../base/bytes.ts';
import type { Observation } from '../../../environment/observation.ts';
import type { Machine } from '../../../simulator/machine.ts';
import type { Simulation } from '../../../simulator/simulation.ts';
import { decodeRecords } from '../../message/record.ts';
import { nameServer } from '../../name-server/name-server.ts';
import { RESPONSE_CODE } from '../../protocol/codes.ts';
import { getRoute } from '../../protocol/get-route.ts';
import { decodeRouteData } from '../../protocol/route-data.ts';
import { broker } from '../broker.ts';
import type { GivenBrokerOptions } from '../broker-options.ts';
import { newSimulation, runFor } from './simulated-process.ts';
import type { TestClient } from './test-client.ts';

const SEGMENT_BYTES = 65_536;
const CONSUME_QUEUE_BYTES = 2_000;
export const TIMEOUT = { timeoutMs: 3_000 };

export interface TestCluster {
  readonly simulation: Simulation;
  readonly nameServer: Machine;
  readonly broker: Machine;
  /** Address of the broker. */
  readonly address: string;
  readonly nameServerAddress: string;
  readonly observations: Observation[];
}

export async function startCluster(
  seed: string,
  options: Partial<GivenBrokerOptions> = {},
  simulation: Simulation = newSimulation(seed),
): Promise<TestCluster> {
  const observations: Observation[] = [];
  simulation.observe((machine, observation) => {
    if (machine !== 'client') observations.push(observation);
  });
  const names = simulation.addMachine('name-server', nameServer({}));
  const nameServerAddress = `${names.host}:9876`;
  const program = broker({
    brokerName: 'broker-a',
    nameServerAddresses: [nameServerAddress],
    store: {
      commitLogFileBytes: SEGMENT_BYTES,
      consumeQueueFileBytes: CONSUME_QUEUE_BYTES,
      flush: 'synchronous',
    },
    ...options,
  });
  const machine = simulation.addMachine('broker-a', program);
  names.start();
  await runFor(simulation, 100);
  machine.start();
  await runFor(simulation, 500);
  return {
    simulation,
    nameServer: names,
    broker: machine,
    address: `${machine.host}:10911`,
    nameServerAddress,
    observations,
  };
}

export function bodiesOf(records: Uint8Array): string[] {
  const decoding = decodeRecords(records);
  if (decoding.kind !== 'records') throw new Error(decoding.reason);
  return decoding.messages.map((message) => decodeText(message.body));
}

export async function routedBrokers(
  client: TestClient,
  cluster: TestCluster,
  topic: string,
): Promise<string[] | number> {
  const answer = await client.remoting.call(cluster.nameServerAddress, getRoute, { topic }, TIMEOUT);
  if (answer.code !== RESPONSE_CODE.success) return answer.code;
  const route = decodeRouteData(answer.body);
  return (route?.brokers ?? []).flatMap((data) => [...data.addresses.values()]);
}
