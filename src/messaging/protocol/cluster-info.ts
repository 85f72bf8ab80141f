// The body of GET_BROKER_CLUSTER_INFO: all brokers by name and all clusters.

import { asText, isObject, type Json, readObject, sortedObject, tableMember, writeJson } from './json.ts';
import { type BrokerData, brokerDataJson, decodeBrokerData } from './route-data.ts';

export interface ClusterInfo {
  readonly brokers: ReadonlyMap<string, BrokerData>;
  /** Cluster name to the names of its brokers. */
  readonly clusters: ReadonlyMap<string, readonly string[]>;
}

export function encodeClusterInfo(info: ClusterInfo): Uint8Array {
  const brokers = new Map([...info.brokers].map(([name, broker]) => [name, brokerDataJson(broker)]));
  return writeJson({ brokerAddrTable: sortedObject(brokers), clusterAddrTable: sortedObject(info.clusters) });
}

function decodeNames(value: Json): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = (value as readonly Json[]).map(asText);
  return names.includes(undefined) ? undefined : (names as string[]);
}

export function decodeClusterInfo(bytes: Uint8Array): ClusterInfo | undefined {
  const object = readObject(bytes);
  if (!isObject(object)) return undefined;
  const brokers = tableMember(object, 'brokerAddrTable', decodeBrokerData);
  const clusters = tableMember(object, 'clusterAddrTable', decodeNames);
  return brokers === undefined || clusters === undefined ? undefined : { brokers, clusters };
}
