// Writes down single attempts to send, the refusals among their answers, and what brokers' stores append with a unique key.

import type { SendAttempted, SendRefused } from '../messaging/client/observations.ts';
import type { StoreAppended } from '../messaging/store/observations.ts';
import type { WitnessedWorld } from './witnesses.ts';

export function watchAttempts({ simulation, history }: WitnessedWorld): void {
  simulation.observe((machine, observation) => {
    switch (observation.kind) {
      case 'client.send-attempted': {
        const { uniqueKeys, queue } = observation as SendAttempted;
        for (const uniqueKey of uniqueKeys)
          history.record(machine, { kind: 'copy-tried', uniqueKey, ...queue });
        break;
      }
      case 'client.send-refused': {
        const { uniqueKeys, queue, code } = observation as SendRefused;
        for (const uniqueKey of uniqueKeys) {
          history.record(machine, { kind: 'copy-refused', uniqueKey, ...queue, code });
        }
        break;
      }
      case 'store.appended': {
        const { uniqueKey, topic, queueId } = observation as StoreAppended;
        if (uniqueKey === undefined) break;
        history.record(machine, { kind: 'copy-stored', uniqueKey, topic, brokerName: machine, queueId });
        break;
      }
      default:
        break;
    }
  });
}
