// Known bad (NS-03, apache/rocketmq#4522): a registration of one topic alone counts as the first of a broker and leaves the version of the whole
// table. The whole table that follows has the same version, is taken for unchanged, and its other topics have no route until the next change.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const versionOfAPart: Design = {
  name: 'ns-03-version-of-a-part',
  doc: "Remembers of a lone topic the version of the broker's whole table, and skips the table when it comes with that version.",
  options: { ...baseline.options, nameServer: { refusesLoneTopic: false } },
  parts: {
    nameServer: {
      takesTopic: ({ isFirst, isChanged }) => isFirst || isChanged,
      rememberedVersion: ({ given }) => given,
    },
  },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/4522',
    oracle: 'routes-converge',
    scenario: 'name-server-outage',
  },
};
