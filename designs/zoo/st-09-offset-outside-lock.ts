// Known bad (ST-09, apache/rocketmq#7511): the queue offset is read outside the lock that orders the appends. Two puts at the same time get
// the same one, and one of their messages can never be consumed.

import type { Environment } from '../../src/environment/environment.ts';
import type { MessageDraft } from '../../src/messaging/message/message.ts';
import { PutPath, type PutPathOptions } from '../../src/messaging/store/put-path.ts';
import type { PutBatchResult } from '../../src/messaging/store/put-result.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class UnlockedPutPath extends PutPath {
  readonly #environment: Environment;
  readonly #options: PutPathOptions;

  constructor(environment: Environment, options: PutPathOptions) {
    super(environment, options);
    this.#environment = environment;
    this.#options = options;
  }

  override async putBatch(drafts: readonly MessageDraft[]): Promise<PutBatchResult> {
    const [first] = drafts;
    if (first === undefined) return super.putBatch(drafts);
    const { appender } = this.#options;
    const { topic, queueId } = first;
    const offset = appender.nextOffset(topic, queueId);
    await this.#environment.interleave('store.lock');
    appender.setNextOffset(topic, queueId, offset);
    return super.putBatch(drafts);
  }
}

export const offsetOutsideLock: Design = {
  name: 'st-09-offset-outside-lock',
  doc: 'Reads the next queue offset before it takes the lock of the append.',
  options: baseline.options,
  parts: { store: { makePutPath: (environment, options) => new UnlockedPutPath(environment, options) } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/7511',
    oracle: 'queue-follows-log',
    scenario: 'power-loss',
  },
};
