// Every request of the protocol, by code: what the documentation and the tests walk over. Processes name the requests that
// they speak themselves.

import { checkTransactionState } from '../check-transaction-state.ts';
import { cleanExpiredConsumeQueue, cleanUnusedTopics, deleteExpiredCommitLog } from '../clean-store.ts';
import { deleteKvConfig } from '../delete-kv-config.ts';
import { deleteSubscriptionGroup } from '../delete-subscription-group.ts';
import { deleteTopicAtBroker, deleteTopicAtNameServer } from '../delete-topic.ts';
import { endTransaction } from '../end-transaction.ts';
import type { FieldTable } from '../field.ts';
import { getAllConsumerOffsets } from '../get-all-consumer-offsets.ts';
import { getAllDelayOffsets } from '../get-all-delay-offsets.ts';
import { getAllTopicConfig } from '../get-all-topic-config.ts';
import { getClusterInfo } from '../get-cluster-info.ts';
import { getConsumeStats } from '../get-consume-stats.ts';
import { getConsumerConnections } from '../get-consumer-connections.ts';
import { getConsumerList } from '../get-consumer-list.ts';
import { getEarliestStoreTime } from '../get-earliest-store-time.ts';
import { getGroupsOfTopic } from '../get-groups-of-topic.ts';
import { getKvConfig } from '../get-kv-config.ts';
import { getKvList } from '../get-kv-list.ts';
import { getMaxOffset } from '../get-max-offset.ts';
import { getMinOffset } from '../get-min-offset.ts';
import { getProducerConnections } from '../get-producer-connections.ts';
import { getRoute } from '../get-route.ts';
import { getRuntimeInfo } from '../get-runtime-info.ts';
import { getSubscription } from '../get-subscription.ts';
import { getSubscriptionGroup } from '../get-subscription-group.ts';
import { getSubscriptionGroups } from '../get-subscription-groups.ts';
import { getSystemTopicsOfBroker, getSystemTopicsOfCluster } from '../get-system-topics.ts';
import { getTopicConfig } from '../get-topic-config.ts';
import { getTopicList } from '../get-topic-list.ts';
import { getTopicStats } from '../get-topic-stats.ts';
import { getTopicsOfCluster } from '../get-topics-of-cluster.ts';
import { getTopicsOfGroup } from '../get-topics-of-group.ts';
import { heartbeat } from '../heartbeat.ts';
import { lockBatch } from '../lock-batch.ts';
import { notifyConsumerIdsChanged } from '../notify-consumer-ids-changed.ts';
import { litePullMessage, pullMessage } from '../pull-message.ts';
import { putKvConfig } from '../put-kv-config.ts';
import { queryConsumerOffset } from '../query-consumer-offset.ts';
import { queryMessage } from '../query-message.ts';
import { registerBroker } from '../register-broker.ts';
import { resetOffset } from '../reset-offset.ts';
import { searchOffset } from '../search-offset.ts';
import { sendBatchMessage, sendMessage, sendMessageV2 } from '../send-message.ts';
import { sendMessageBack } from '../send-message-back.ts';
import { unlockBatch } from '../unlock-batch.ts';
import { unregisterBroker } from '../unregister-broker.ts';
import { unregisterClient } from '../unregister-client.ts';
import { updateAndCreateTopic } from '../update-and-create-topic.ts';
import { updateConsumerOffset } from '../update-consumer-offset.ts';
import { updateSubscriptionGroup } from '../update-subscription-group.ts';
import { viewMessage } from '../view-message.ts';

/** A definition without its types. */
export interface AnyDefinition {
  readonly code: number;
  readonly name: string;
  readonly doc: string;
  readonly headerFields: FieldTable;
  readonly replyFields: FieldTable;
}

export const ALL_DEFINITIONS: readonly AnyDefinition[] = [
  sendMessage,
  pullMessage,
  queryMessage,
  viewMessage,
  queryConsumerOffset,
  updateConsumerOffset,
  updateAndCreateTopic,
  searchOffset,
  getMaxOffset,
  getMinOffset,
  getEarliestStoreTime,
  heartbeat,
  unregisterClient,
  getConsumerList,
  notifyConsumerIdsChanged,
  lockBatch,
  unlockBatch,
  getAllConsumerOffsets,
  getAllDelayOffsets,
  putKvConfig,
  getKvConfig,
  deleteKvConfig,
  registerBroker,
  unregisterBroker,
  getRoute,
  getClusterInfo,
  getKvList,
  sendMessageV2,
  sendBatchMessage,
  sendMessageBack,
  checkTransactionState,
  endTransaction,
  getAllTopicConfig,
  updateSubscriptionGroup,
  getSubscriptionGroups,
  getTopicStats,
  getConsumeStats,
  resetOffset,
  litePullMessage,
  cleanExpiredConsumeQueue,
  deleteExpiredCommitLog,
  cleanUnusedTopics,
  deleteSubscriptionGroup,
  deleteTopicAtBroker,
  deleteTopicAtNameServer,
  getConsumerConnections,
  getGroupsOfTopic,
  getProducerConnections,
  getRuntimeInfo,
  getSubscription,
  getSubscriptionGroup,
  getSystemTopicsOfBroker,
  getSystemTopicsOfCluster,
  getTopicConfig,
  getTopicsOfCluster,
  getTopicsOfGroup,
  getTopicList,
];
