import { expect, test } from 'vitest';
import { definite, isStored } from '../protocol/codes.ts';
import type { PutStatus } from '../store/put-result.ts';
import { putResponse } from './put-response.ts';

test('an answer says whether the message is stored, is certainly not, or nobody knows', () => {
  const meanings: Readonly<Record<PutStatus, 'stored' | 'not stored' | 'unknown'>> = {
    PUT_OK: 'stored',
    FLUSH_DISK_TIMEOUT: 'stored',
    SERVICE_NOT_AVAILABLE: 'not stored',
    CREATE_MAPPED_FILE_FAILED: 'unknown',
    MESSAGE_ILLEGAL: 'not stored',
    PROPERTIES_SIZE_EXCEEDED: 'not stored',
    OS_PAGE_CACHE_BUSY: 'not stored',
    FLUSH_SLAVE_TIMEOUT: 'stored',
    SLAVE_NOT_AVAILABLE: 'stored',
    IN_SYNC_REPLICAS_NOT_ENOUGH: 'unknown',
    NOT_THE_MASTER: 'not stored',
    UNKNOWN_ERROR: 'unknown',
  };
  for (const [status, meaning] of Object.entries(meanings)) {
    const { code } = putResponse(status as PutStatus);
    const told = isStored(code) ? 'stored' : definite(code) ? 'not stored' : 'unknown';
    expect([status, told]).toEqual([status, meaning]);
  }
});
