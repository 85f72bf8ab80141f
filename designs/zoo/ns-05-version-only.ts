// Known bad (NS-05, alibaba/RocketMQ#199): a name server takes the topics of a registration only when their version differs from the last that
// came from this address. When the name was dropped meanwhile, because another process under the same name has left, they stay without a route.

import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

export const versionOnly: Design = {
  name: 'ns-05-version-only',
  doc: 'Takes the topics of a broker by their version alone, also when it has dropped them.',
  options: baseline.options,
  parts: { nameServer: { takesTopic: ({ isChanged }) => isChanged } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/alibaba/RocketMQ/issues/199',
    oracle: 'routes-converge',
    scenario: 'name-server-outage',
  },
};
