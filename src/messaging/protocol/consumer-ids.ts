// The reply body of GET_CONSUMER_LIST_BY_GROUP.

import { asText, listMember, readObject, writeJson } from './json.ts';

export function encodeConsumerIds(clientIds: readonly string[]): Uint8Array {
  return writeJson({ consumerIdList: clientIds });
}

export function decodeConsumerIds(bytes: Uint8Array): readonly string[] | undefined {
  const object = readObject(bytes);
  return object === undefined ? undefined : listMember(object, 'consumerIdList', asText);
}
