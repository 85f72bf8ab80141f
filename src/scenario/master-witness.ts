// Writes down whom name servers show as the master of each broker name, when they notice a second one, and when a master finds out itself.

import type { NameServerObservation } from '../messaging/name-server/observations.ts';
import type { ReplicationObservation } from '../messaging/replication/observations.ts';
import { MASTER } from '../oracles/route-entry.ts';
import { MASTER_MARKS, MasterMarks } from './master-marks.ts';
import type { WitnessedWorld } from './witnesses.ts';

export function watchMasters(world: WitnessedWorld): void {
  const { simulation, cluster, history, mark } = world;
  const posts = new Map(
    cluster.posts.map(({ machine, brokerName }) => [machine.host, { machine, brokerName }]),
  );
  const machineAt = (address: string) => posts.get(address.slice(0, address.lastIndexOf(':')))?.machine.name;
  const brokerNames = new Map(
    [...posts.values()].map(({ machine, brokerName }) => [machine.name, brokerName]),
  );
  const marks = new MasterMarks(mark);
  const shown = new Map<string, string | undefined>();
  const hearShown = (nameServer: string, brokerName: string, address: string | undefined) => {
    const key = `${nameServer} ${brokerName}`;
    if (shown.get(key) === address) return;
    shown.set(key, address);
    const master = address === undefined ? undefined : machineAt(address);
    history.record(nameServer, { kind: 'master-shown', brokerName, master });
  };
  simulation.observe((machine, observation) => {
    const said = observation as NameServerObservation | ReplicationObservation;
    switch (said.kind) {
      case 'name-server.broker-registered':
      case 'name-server.broker-removed':
        hearShown(machine, said.brokerName, said.shown?.addresses.get(MASTER));
        break;
      case 'name-server.second-master': {
        const { brokerName, address, other } = said;
        const masters = [machineAt(address) ?? address, machineAt(other) ?? other] as const;
        history.record(machine, { kind: 'second-master-noticed', brokerName, masters });
        mark(MASTER_MARKS.noticed);
        break;
      }
      case 'replication.master-fenced': {
        const brokerName = brokerNames.get(machine) ?? machine;
        history.record(machine, { kind: 'master-fenced', brokerName, how: said.how });
        mark(said.how === 'not-started' ? MASTER_MARKS.notStarted : MASTER_MARKS.steppedDown);
        break;
      }
      default:
        break;
    }
  });
  history.onEntry((recorded) => marks.hear(recorded));
}
