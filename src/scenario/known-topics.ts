// Whether a broker that is down has heard of a topic, as its disk shows it. What it would find out itself after its start is not asked.

import { decodeText } from '../base/bytes.ts';
import type { DiskImage } from '../environment/disk.ts';
import { DEFAULT_STORE_OPTIONS } from '../messaging/store/options.ts';

const PATH = `${DEFAULT_STORE_OPTIONS.rootDirectory}/config/topics.json`;

export function knowsTopic(disk: DiskImage, topic: string): boolean {
  const size = disk.size(PATH) ?? 0;
  const table = disk.read(PATH, 0, size);
  return table !== undefined && decodeText(table).includes(`"${topic}"`);
}
