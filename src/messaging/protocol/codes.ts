// Response codes (facts 1.6) and what they say of a stored message. Request codes live in their definitions.

export const RESPONSE_CODE = {
  success: 0,
  systemError: 1,
  systemBusy: 2,
  requestCodeNotSupported: 3,
  transactionFailed: 4,
  flushDiskTimeout: 10,
  slaveNotAvailable: 11,
  flushSlaveTimeout: 12,
  messageIllegal: 13,
  serviceNotAvailable: 14,
  versionNotSupported: 15,
  noPermission: 16,
  topicNotExist: 17,
  topicExistAlready: 18,
  pullNotFound: 19,
  pullRetryImmediately: 20,
  pullOffsetMoved: 21,
  queryNotFound: 22,
  subscriptionParseFailed: 23,
  subscriptionNotExist: 24,
  subscriptionNotLatest: 25,
  subscriptionGroupNotExist: 26,
  filterDataNotExist: 27,
  filterDataNotLatest: 28,
  invalidParameter: 29,
  transactionShouldCommit: 200,
  transactionShouldRollback: 201,
  transactionStateUnknown: 202,
  transactionStateGroupWrong: 203,
  noBuyerId: 204,
  notInCurrentUnit: 205,
  consumerNotOnline: 206,
  consumeMessageTimeout: 207,
  noMessage: 208,
  brokerNotExist: 211,
  flowControl: 215,
  notLeaderForQueue: 501,
  illegalOperation: 604,
  goAway: 1500,
} as const;

/** Codes after which a send certainly stored nothing (facts D6). Every other error leaves it unknown. */
const NOT_STORED: ReadonlySet<number> = new Set<number>([
  RESPONSE_CODE.systemBusy,
  RESPONSE_CODE.requestCodeNotSupported,
  RESPONSE_CODE.messageIllegal,
  RESPONSE_CODE.serviceNotAvailable,
  RESPONSE_CODE.noPermission,
  RESPONSE_CODE.topicNotExist,
  RESPONSE_CODE.invalidParameter,
]);

/** True when a send that was answered with this code certainly stored nothing. */
export function definite(code: number): boolean {
  return NOT_STORED.has(code);
}

/** Codes of a send's answer that carry a stored message: all is well, or it is stored but not as safe as asked (facts 1.8). */
export function isStored(code: number): boolean {
  return (
    code === RESPONSE_CODE.success ||
    code === RESPONSE_CODE.flushDiskTimeout ||
    code === RESPONSE_CODE.slaveNotAvailable ||
    code === RESPONSE_CODE.flushSlaveTimeout
  );
}
