// When a store gives up old messages, with RocketMQ's defaults (MessageStoreConfig.java).

import { assert } from '../../base/assert.ts';

export interface RetentionOptions {
  /** Hours of the day, 00 to 23 in UTC, separated by `;`, in which expired segments are removed. */
  readonly deleteWhen: string;
  /** A segment expires so long after its last change. */
  readonly fileReservedMs: number;
  readonly cleanIntervalMs: number;
  /** Nothing is removed before the store has been open for so long. */
  readonly cleanFirstMs: number;
  /** A disk that is fuller makes retention remove expired segments at any hour. */
  readonly diskMaxUsedPerCent: number;
  /** A disk that is fuller makes it remove segments of any age. */
  readonly diskCleanForciblyPerCent: number;
  /** A disk that is fuller makes the store refuse messages. */
  readonly diskWarningPerCent: number;
  readonly cleanForcibly: boolean;
  /** Of the log, at one moment. */
  readonly deleteBatchMax: number;
  readonly deletePauseMs: number;
  /** Readers of a segment are waited for so long. */
  readonly destroyForciblyAfterMs: number;
}

const SECOND = 1000;
const HOUR = 3_600_000;

export const DEFAULT_RETENTION_OPTIONS: RetentionOptions = {
  deleteWhen: '04',
  fileReservedMs: 72 * HOUR,
  cleanIntervalMs: 10 * SECOND,
  cleanFirstMs: 60 * SECOND,
  diskMaxUsedPerCent: 75,
  diskCleanForciblyPerCent: 85,
  diskWarningPerCent: 90,
  cleanForcibly: true,
  deleteBatchMax: 10,
  deletePauseMs: 100,
  destroyForciblyAfterMs: 120 * SECOND,
};

/** Every hour. */
export const AT_ANY_HOUR = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')).join(';');

export function checkRetentionOptions(options: RetentionOptions): void {
  const isHour = (text: string) => /^\d{1,2}$/.test(text) && Number(text) < 24;
  assert(
    options.deleteWhen.split(';').every(isHour),
    'deleteWhen is hours separated by ;',
    options.deleteWhen,
  );
  assert(
    options.cleanIntervalMs >= 1 && options.deleteBatchMax >= 1,
    'retention has an interval and a batch',
  );
}
