// The body of REGISTER_BROKER, uncompressed: a broker's topics and their version (facts 1.9).

import { asText, isObject, listMember, member, readObject, writeJson } from './json.ts';
import { decodeTopicTable, type TopicTable, topicTableJson } from './topic-config.ts';

export interface RegisterBrokerBody {
  readonly topicTable: TopicTable;
  readonly filterServers: readonly string[];
}

export function encodeRegisterBrokerBody(body: RegisterBrokerBody): Uint8Array {
  return writeJson({
    filterServerList: body.filterServers,
    topicConfigSerializeWrapper: topicTableJson(body.topicTable),
  });
}

export function decodeRegisterBrokerBody(bytes: Uint8Array): RegisterBrokerBody | undefined {
  const object = readObject(bytes);
  if (object === undefined) return undefined;
  const wrapper = member(object, 'topicConfigSerializeWrapper');
  const topicTable = isObject(wrapper) ? decodeTopicTable(wrapper) : undefined;
  const filterServers = listMember(object, 'filterServerList', asText);
  return topicTable === undefined || filterServers === undefined ? undefined : { topicTable, filterServers };
}
