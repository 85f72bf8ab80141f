// What tests ask of a store folder, in words and texts.

import { decodeText } from '../../../base/bytes.ts';
import type { DiskImage } from '../../../environment/disk.ts';
import { scanCommitLog } from '../commit-log-image.ts';
import * as folder from '../folder-check.ts';
import { describeInconsistency } from '../inconsistency.ts';

/** What is wrong, in words; empty when nothing is. */
export function checkFolder(image: DiskImage): readonly string[] {
  return folder.checkFolder(image).map(describeInconsistency);
}

export function bodiesOf(image: DiskImage): readonly string[] {
  return scanCommitLog(image).messages.map((message) => decodeText(message.body));
}
