// Opens the lanes of a broker: one per class of requests, so that none of them occupies what the others need.

import type { Environment } from '../../environment/environment.ts';
import type { RequestLane } from '../remoting/request-lane.ts';
import type { BrokerLanes, BrokerOptions } from './broker-options.ts';
import { ImpatientLane } from './impatient-lane.ts';

export type Lanes = Readonly<Record<keyof BrokerLanes, RequestLane>>;

/** @param isPageCacheBusy sends are not worth queueing then */
export function openLanes(
  environment: Environment,
  { lanes, fastFailure }: Pick<BrokerOptions, 'lanes' | 'fastFailure'>,
  isPageCacheBusy: () => boolean,
): Lanes {
  const open = (name: keyof BrokerLanes): RequestLane => {
    const { workers, queueBound, maxWaitMs } = lanes[name];
    const lane = environment.lanes.open({ name, workers, queueBound });
    if (!fastFailure || maxWaitMs === undefined) return lane;
    const isBusy = name === 'send' ? isPageCacheBusy : () => false;
    return new ImpatientLane({ environment, lane, maxWaitMs, isBusy });
  };
  return {
    send: open('send'),
    pull: open('pull'),
    litePull: open('litePull'),
    query: open('query'),
    heartbeat: open('heartbeat'),
    clientManagement: open('clientManagement'),
    consumerManagement: open('consumerManagement'),
    administration: open('administration'),
    endTransaction: open('endTransaction'),
  };
}
