// Which index files and entries a query by time looks at. Entries know their time in whole seconds only, and clocks can be set back.

export interface TimeRange {
  readonly beginMs: number;
  /** Inclusive. */
  readonly endMs: number;
}

export interface IndexTimeRule {
  /** Whether a file may hold entries of the range; `file` are the times of its first and last entry. */
  mayHold(file: TimeRange, range: TimeRange): boolean;
  /** Whether everything older than what has this time is too old for the range. */
  isPast(timeMs: number, range: TimeRange): boolean;
  /** Whether an entry may be of the range; its file began at `beginMs`. */
  mayMatch(entry: { readonly beginMs: number; readonly seconds: number }, range: TimeRange): boolean;
  /** Whether a record that an entry led to is of the range. */
  isOf(storeTimestampMs: number, range: TimeRange): boolean;
}

const SECOND_MS = 1000;
/** A clock is set back by less than this: older entries than the range's begin may still have younger ones behind them. */
const CLOCK_SLACK_MS = 60_000;

/** Finds every record of the range, and no other: entries are only hints, the record's own time decides. */
export const exactTimes: IndexTimeRule = {
  mayHold: (file, range) =>
    range.beginMs < file.endMs + CLOCK_SLACK_MS && range.endMs > file.beginMs - CLOCK_SLACK_MS,
  isPast: (timeMs, range) => timeMs + CLOCK_SLACK_MS < range.beginMs,
  mayMatch: ({ beginMs, seconds }, range) => {
    const latestMs = beginMs + seconds * SECOND_MS + SECOND_MS - 1;
    const earliestMs = seconds === 0 ? beginMs - CLOCK_SLACK_MS : latestMs - SECOND_MS + 1;
    return earliestMs <= range.endMs && latestMs >= range.beginMs;
  },
  isOf: (timeMs, range) => timeMs >= range.beginMs && timeMs <= range.endMs,
};

/**
 * IndexFile.java and IndexService.java: takes the rounded time of an entry for the record's, so that a range which begins within a
 * second misses the records of its rest, and gives up at the first entry or file before the range.
 */
export const roundedTimes: IndexTimeRule = {
  mayHold: (file, range) =>
    (range.beginMs < file.beginMs && range.endMs > file.endMs) ||
    (range.beginMs >= file.beginMs && range.beginMs <= file.endMs) ||
    (range.endMs >= file.beginMs && range.endMs <= file.endMs),
  isPast: (timeMs, range) => timeMs < range.beginMs,
  mayMatch: ({ beginMs, seconds }, range) => {
    const timeMs = beginMs + seconds * SECOND_MS;
    return timeMs >= range.beginMs && timeMs <= range.endMs;
  },
  isOf: () => true,
};
