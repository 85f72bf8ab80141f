// A table of texts as a JSON body: the ordered topics in the reply of REGISTER_BROKER, and a namespace of GET_KVLIST_BY_NAMESPACE.

import { asText, readObject, sortedObject, tableMember, writeJson } from './json.ts';

export type KvTable = ReadonlyMap<string, string>;

/** Namespace whose keys are strictly ordered topics and whose values are their queues (facts 6.7). */
export const ORDER_TOPIC_NAMESPACE = 'ORDER_TOPIC_CONFIG';

/**
 * Our name servers answer it from what they know, and keep nothing under it: keys are names of brokers that several processes claim to be the
 * master of, values their addresses, with `;` between them, first the one that routes show.
 */
export const RIVAL_MASTERS_NAMESPACE = 'RIVAL_MASTERS';

export function encodeKvTable(table: KvTable): Uint8Array {
  return writeJson({ table: sortedObject(table) });
}

export function decodeKvTable(bytes: Uint8Array): KvTable | undefined {
  const object = readObject(bytes);
  return object === undefined ? undefined : tableMember(object, 'table', asText);
}
