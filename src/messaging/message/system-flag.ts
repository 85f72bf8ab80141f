// Bits that brokers and clients set on a message (facts 2.4): compression, transaction state, address families.

export const SYSTEM_FLAG = {
  compressed: 1,
  multipleTags: 1 << 1,
  prepared: 1 << 2,
  commit: 2 << 2,
  rollback: 3 << 2,
  bornHostV6: 1 << 4,
  storeHostV6: 1 << 5,
  needUnwrap: 1 << 6,
  innerBatch: 1 << 7,
  compressionLz4: 1 << 8,
  compressionZstd: 2 << 8,
  compressionZlib: 3 << 8,
} as const;

const TRANSACTION_MASK = SYSTEM_FLAG.rollback;
const COMPRESSION_TYPE_MASK = 7 << 8;

export type TransactionState = 'none' | 'prepared' | 'commit' | 'rollback';

export function transactionState(systemFlag: number): TransactionState {
  switch (systemFlag & TRANSACTION_MASK) {
    case SYSTEM_FLAG.prepared:
      return 'prepared';
    case SYSTEM_FLAG.commit:
      return 'commit';
    case SYSTEM_FLAG.rollback:
      return 'rollback';
    default:
      return 'none';
  }
}

export function withTransactionState(systemFlag: number, state: TransactionState): number {
  const cleared = systemFlag & ~TRANSACTION_MASK;
  return state === 'none' ? cleared : cleared | SYSTEM_FLAG[state];
}

/** Prepared and rolled back messages are in the log but in no queue (facts 2.8, 2.11). */
export function isQueued(systemFlag: number): boolean {
  const state = systemFlag & TRANSACTION_MASK;
  return state === 0 || state === SYSTEM_FLAG.commit;
}

export type Compression = 'none' | 'zlib' | 'lz4' | 'zstd' | 'unknown';

export function compression(systemFlag: number): Compression {
  if ((systemFlag & SYSTEM_FLAG.compressed) === 0) return 'none';
  switch (systemFlag & COMPRESSION_TYPE_MASK) {
    case 0:
    case SYSTEM_FLAG.compressionZlib:
      return 'zlib';
    case SYSTEM_FLAG.compressionLz4:
      return 'lz4';
    case SYSTEM_FLAG.compressionZstd:
      return 'zstd';
    default:
      return 'unknown';
  }
}
