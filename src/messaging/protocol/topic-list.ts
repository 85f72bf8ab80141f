// The body of GET_ALL_TOPIC_LIST_FROM_NAMESERVER: names of topics.

import { asText, listMember, readObject, writeJson } from './json.ts';

export function encodeTopicList(topics: readonly string[]): Uint8Array {
  return writeJson({ topicList: topics });
}

export function decodeTopicList(bytes: Uint8Array): readonly string[] | undefined {
  const object = readObject(bytes);
  return object === undefined ? undefined : listMember(object, 'topicList', asText);
}
