// Whether drafts can become records, and how large those are: decided before anything is locked or written.

import type { MessageDraft } from '../message/message.ts';
import { MAX_PROPERTIES_BYTES, PROPERTY } from '../message/properties.ts';
import { MAX_V1_TOPIC_BYTES, measureRecord, type RecordMeasure } from '../message/record.ts';
import { isLegalTopic } from '../message/topic-name.ts';
import type { StoreOptions } from './options.ts';
import type { PutStatus } from './put-result.ts';

export interface PlannedRecord {
  readonly draft: MessageDraft;
  readonly measure: RecordMeasure;
}

export type PutPlan =
  | { readonly kind: 'ready'; readonly records: readonly PlannedRecord[]; readonly totalBytes: number }
  | { readonly kind: 'refused'; readonly status: PutStatus };

const MAX_QUEUE_ID = 0x7fffffff;

/** One draft, or the drafts of one batch, which share topic and queue. */
export function planPut(drafts: readonly MessageDraft[], options: StoreOptions): PutPlan {
  const first = drafts[0];
  if (first === undefined || !isLegalTopic(first.topic))
    return { kind: 'refused', status: 'MESSAGE_ILLEGAL' };
  const records: PlannedRecord[] = [];
  let totalBytes = 0;
  for (const asked of drafts) {
    const draft = options.recordCrc ? withoutCrc(asked) : asked;
    const measure = measureRecord(draft, options.recordCrc);
    const status = refusal(draft, measure, options);
    const isElsewhere = draft.topic !== first.topic || draft.queueId !== first.queueId;
    if (status !== undefined || isElsewhere) return { kind: 'refused', status: status ?? 'MESSAGE_ILLEGAL' };
    records.push({ draft, measure });
    totalBytes += measure.recordSize;
  }
  return { kind: 'ready', records, totalBytes };
}

/** A message that was read from a store brings the checksum of its old record. */
function withoutCrc(draft: MessageDraft): MessageDraft {
  if (!draft.properties.has(PROPERTY.recordCrc)) return draft;
  const properties = new Map(draft.properties);
  properties.delete(PROPERTY.recordCrc);
  return { ...draft, properties };
}

function refusal(draft: MessageDraft, measure: RecordMeasure, options: StoreOptions): PutStatus | undefined {
  if (!Number.isInteger(draft.queueId) || draft.queueId < 0 || draft.queueId > MAX_QUEUE_ID)
    return 'MESSAGE_ILLEGAL';
  if (draft.body.length > options.maxBodyBytes) return 'MESSAGE_ILLEGAL';
  if (measure.topicBytes > MAX_V1_TOPIC_BYTES && !options.versionByTopicLength) return 'MESSAGE_ILLEGAL';
  return measure.propertiesBytes > MAX_PROPERTIES_BYTES ? 'PROPERTIES_SIZE_EXCEEDED' : undefined;
}
