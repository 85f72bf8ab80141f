// How a broker answers a send, by what its store made of it (facts 2.9). Pure.

import { RESPONSE_CODE } from '../protocol/codes.ts';
import type { PutStatus } from '../store/put-result.ts';

export interface PutResponse {
  readonly code: number;
  readonly remark: string | undefined;
}

const RESPONSES: Readonly<Record<PutStatus, PutResponse>> = {
  PUT_OK: { code: RESPONSE_CODE.success, remark: undefined },
  FLUSH_DISK_TIMEOUT: { code: RESPONSE_CODE.flushDiskTimeout, remark: undefined },
  SERVICE_NOT_AVAILABLE: {
    code: RESPONSE_CODE.serviceNotAvailable,
    remark: 'service not available now: the disk is full, or the message store is shut down or not writable',
  },
  CREATE_MAPPED_FILE_FAILED: {
    code: RESPONSE_CODE.systemError,
    remark: 'create mapped file failed, server is busy or broken.',
  },
  MESSAGE_ILLEGAL: {
    code: RESPONSE_CODE.messageIllegal,
    remark: 'the message is illegal: its topic, body or properties are too long',
  },
  PROPERTIES_SIZE_EXCEEDED: {
    code: RESPONSE_CODE.messageIllegal,
    remark: 'the message is illegal: its topic, body or properties are too long',
  },
  OS_PAGE_CACHE_BUSY: {
    code: RESPONSE_CODE.systemBusy,
    remark: '[PC_SYNCHRONIZED]broker busy, start flow control for a while',
  },
  FLUSH_SLAVE_TIMEOUT: { code: RESPONSE_CODE.flushSlaveTimeout, remark: undefined },
  SLAVE_NOT_AVAILABLE: { code: RESPONSE_CODE.slaveNotAvailable, remark: undefined },
  IN_SYNC_REPLICAS_NOT_ENOUGH: {
    code: RESPONSE_CODE.systemError,
    remark: 'in-sync replicas not enough',
  },
  NOT_THE_MASTER: {
    code: RESPONSE_CODE.serviceNotAvailable,
    remark:
      'this broker is not the master of its name: name servers name another one, or have not answered yet',
  },
  UNKNOWN_ERROR: { code: RESPONSE_CODE.systemError, remark: 'UNKNOWN_ERROR' },
};

export function putResponse(status: PutStatus): PutResponse {
  return RESPONSES[status];
}
