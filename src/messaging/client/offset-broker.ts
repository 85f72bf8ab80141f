// Which member of a broker's group is asked for the offset of a queue, or told it. Pure.

import { MASTER_ID } from '../protocol/route-data.ts';
import type { Routes } from './routes.ts';

/** `read-again`: name servers have been asked meanwhile. */
export type OffsetUse = 'read' | 'read-again' | 'write';

/** Its address by what routes know now; undefined: name servers may know more. */
export type OffsetBroker = (
  routes: Pick<Routes, 'master' | 'member'>,
  brokerName: string,
  use: OffsetUse,
) => string | undefined;

/**
 * The master. Another member only where there is none, which to read by, name servers must have confirmed: slaves know what was true a while ago
 * (RemoteBrokerOffsetStore.java; bug zoo CL-17).
 */
export const offsetBroker: OffsetBroker = (routes, brokerName, use) =>
  use === 'read' ? routes.master(brokerName) : routes.member(brokerName, MASTER_ID)?.address;
