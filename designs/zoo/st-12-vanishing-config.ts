// Known bad (ST-12, apache/rocketmq#5905): a configuration file is saved as a temporary file, the old one is deleted, the new one renamed,
// and nothing is synced. A power loss in between leaves no file, or an empty one: consumers start over or skip.

import type { ReplaceFile } from '../../src/messaging/broker/config-file.ts';
import type { Design } from '../../src/scenario/design.ts';
import { baseline } from '../baseline.ts';

const deleteThenRename: ReplaceFile = async (disk, path, bytes) => {
  const temporaryPath = `${path}.tmp`;
  const file = await disk.open(temporaryPath, 'create');
  try {
    file.truncate(0);
    file.write(0, bytes);
  } finally {
    file.close();
  }
  await disk.remove(path);
  await disk.rename(temporaryPath, path);
};

export const vanishingConfig: Design = {
  name: 'st-12-vanishing-config',
  doc: 'Replaces configuration files by deleting the old one first, and syncs nothing.',
  options: baseline.options,
  parts: { broker: { replaceFile: deleteThenRename } },
  limits: baseline.limits,
  defect: {
    source: 'https://github.com/apache/rocketmq/issues/5905',
    oracle: 'config-old-or-new',
    scenario: 'power-loss',
  },
};
