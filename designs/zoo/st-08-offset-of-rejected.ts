// Known bad (ST-08, apache/rocketmq#6570): the queue offset is used up before it is known whether the message is stored. One that is too
// large leaves a hole between the offsets of its queue.

import type { Environment } from '../../src/environment/environment.ts';
import type { MessageDraft } from '../../src/messaging/message/message.ts';
import { PutPath, type PutPathOptions } from '../../src/messaging/store/put-path.ts';
import type { PutBatchResult } from '../../src/messaging/store/put-result.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

class WastefulPutPath extends PutPath {
  readonly #options: PutPathOptions;

  constructor(environment: Environment, options: PutPathOptions) {
    super(environment, options);
    this.#options = options;
  }

  override async putBatch(drafts: readonly MessageDraft[]): Promise<PutBatchResult> {
    const result = await super.putBatch(drafts);
    const [first] = drafts;
    if (result.status === 'MESSAGE_ILLEGAL' && first !== undefined) {
      const { appender } = this.#options;
      const { topic, queueId } = first;
      appender.setNextOffset(topic, queueId, appender.nextOffset(topic, queueId) + drafts.length);
    }
    return result;
  }
}

export const offsetOfRejected: Design = {
  name: 'st-08-offset-of-rejected',
  doc: 'Uses up a queue offset for a message that it then rejects.',
  options: baseline.options,
  parts: { store: { makePutPath: (environment, options) => new WastefulPutPath(environment, options) } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/6570',
    oracle: 'queue-follows-log',
    scenario: 'power-loss',
  },
};
