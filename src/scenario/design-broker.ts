// The replaced parts of a broker that a design stands for: those that it brings, and those that its options name.

import type { BrokerParts } from '../messaging/broker/broker-parts.ts';
import { overwriteFile } from '../messaging/broker/config-file.ts';
import type { Design } from './design.ts';

export function designBroker({ options, parts }: Design): Partial<BrokerParts> {
  const named: Partial<BrokerParts> =
    options.configFiles === 'overwritten' ? { replaceFile: overwriteFile } : {};
  return { ...named, ...parts.broker, store: parts.store ?? {} };
}
