// The replaced parts of a broker that a design stands for: those that it brings, and those that its options name.

import { withDefaults } from '../base/defaults.ts';
import type { BrokerParts } from '../messaging/broker/broker-parts.ts';
import { overwriteFile } from '../messaging/broker/config-file.ts';
import { takeFurther } from '../messaging/broker/offset-table.ts';
import { RememberedEnds } from '../messaging/broker/transaction/remembered-ends.ts';
import type { TransactionParts } from '../messaging/broker/transaction/transaction-parts.ts';
import type { Design, DesignOptions } from './design.ts';

export function designBroker({ options, parts }: Design): Partial<BrokerParts> {
  const named: Partial<BrokerParts> = {
    ...(options.configFiles === 'overwritten' ? { replaceFile: overwriteFile } : {}),
    ...(options.slaveProgress === 'kept' ? { takeOffsets: takeFurther } : {}),
  };
  const transactions = withDefaults(namedTransactions(options), parts.broker?.transactions ?? {});
  return { ...named, ...parts.broker, transactions, store: parts.store ?? {} };
}

function namedTransactions({ transactionEnds }: DesignOptions): Partial<TransactionParts> {
  return transactionEnds === 'once' ? { makeEnds: () => new RememberedEnds() } : {};
}
