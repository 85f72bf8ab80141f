// Known bad: promises that readers see nothing but what is copied, and shows them what is flushed, as RocketMQ does without a controller
// (DefaultMessageStore.java `getConfirmOffset`).

import type { Design } from '../../src/scenario/design.ts';
import { hardened } from '../hardened.ts';

export const shownBeforeCopied: Design = {
  ...hardened,
  name: 'shown-before-copied',
  doc: 'Promises readers nothing but what is copied, and shows what is only on the disk of the master.',
  parts: {
    ...hardened.parts,
    store: { ...hardened.parts.store, dispatchBound: ({ flushedPosition }) => flushedPosition },
  },
  defect: {
    source:
      'https://github.com/apache/rocketmq/blob/rocketmq-all-5.3.0/store/src/main/java/org/apache/rocketmq/store/DefaultMessageStore.java',
    oracle: 'confirmed-is-copied',
    scenario: 'master-loss',
  },
};
