// What authors of scenarios and designs import from the package.

export { encodeText } from '../base/bytes.ts';
export {
  type Allocate,
  allocateAveragely,
  allocateByCircle,
  allocateByConfiguration,
  allocateByConsistentHash,
} from '../messaging/client/allocation.ts';
export { LATENCY_FAULTS, LATENCY_FAULTS_4 } from '../messaging/client/broker-latencies.ts';
export { ClientInstance } from '../messaging/client/client-instance.ts';
export {
  EffectJournal,
  type EffectJournalOptions,
  type EffectState,
} from '../messaging/client/effect-journal.ts';
export type { EffectStore } from '../messaging/client/effect-store.ts';
export {
  type IdempotentConsumption,
  idempotentListener,
  idempotentOrderlyListener,
  type MessageIdentity,
  uniqueId,
} from '../messaging/client/idempotent-listener.ts';
export { type KeyedSender, OneByOneSender } from '../messaging/client/keyed-sender.ts';
export { allocateByMachineRoom, allocateNearby } from '../messaging/client/machine-room-allocation.ts';
export { newMessage } from '../messaging/client/new-message.ts';
export {
  PullConsumer,
  type PullConsumerSettings,
  type PullQuestion,
  type PullResult,
} from '../messaging/client/pull-consumer.ts';
export {
  type MessageQueueSelector,
  selectAtRandom,
  selectByHash,
  selectByMachineRoom,
} from '../messaging/client/queue-selector.ts';
export {
  type LocalTransactionState,
  type TransactionListener,
  TransactionProducer,
  type TransactionResult,
} from '../messaging/client/transaction-producer.ts';
export type { Message } from '../messaging/message/message.ts';
export { checkFolder, FolderCheck, type FolderCheckOptions } from '../messaging/store/folder-check.ts';
export { describeInconsistency, type Inconsistency } from '../messaging/store/inconsistency.ts';
export type { MessageEntry, MessageName } from '../oracles/message-entry.ts';
export { noLostMessage } from '../oracles/no-lost-message.ts';
export { noPhantom } from '../oracles/no-phantom.ts';
export type { Judge, Oracle, SettledWorld, Violation } from '../oracles/oracle.ts';
export { orderPerKey } from '../oracles/order-per-key.ts';
export type { Fault } from '../simulator/fault/fault.ts';
export type { ChannelDefinition } from './channel.ts';
export { design, scenario } from './define-scenario.ts';
export type { Design, DesignOptions, DesignParts, Limit } from './design.ts';
export type { ExecutionContext } from './execution-context.ts';
export {
  brokerCrashInWrite,
  brokerKill,
  brokerPowerLoss,
  clientLeave,
  clockTrouble,
  diskTroubles,
  faultSource,
  loseReply,
  partition,
  slowDisk,
  slowPath,
  slowProcesses,
} from './fault-source.ts';
export { networkTrouble } from './network-trouble.ts';
export type { Role } from './role.ts';
export { MARKS } from './run-marks.ts';
export type { FaultSource, OperationSource, Scenario } from './scenario.ts';
export type { Topology } from './topology.ts';
