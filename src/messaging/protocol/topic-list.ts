// The body of all answers that are names of topics, and of groups.

import { asText, listMember, readObject, writeJson } from './json.ts';

export function encodeTopicList(topics: readonly string[]): Uint8Array {
  return writeJson({ topicList: topics });
}

export function decodeTopicList(bytes: Uint8Array): readonly string[] | undefined {
  const object = readObject(bytes);
  return object === undefined ? undefined : listMember(object, 'topicList', asText);
}

/** With the address of a broker, as answers about system topics and about one broker have it. */
export function encodeTopicsAt(topics: readonly string[], brokerAddress: string | undefined): Uint8Array {
  return writeJson({ brokerAddr: brokerAddress, topicList: topics });
}

export function encodeGroupList(groups: readonly string[]): Uint8Array {
  return writeJson({ groupList: groups });
}
