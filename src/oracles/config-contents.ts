// What a history allows in the configuration files of brokers when their processes are gone: the content that was saved last, or the one that
// was being saved. It judges nothing; it tells what has been left.

import type { Recorded } from '../history/history.ts';
import type { ConfigLeft } from './config-entry.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Promises } from './oracle.ts';

interface Content {
  /** Hashes of what may be there; undefined stands for no file. */
  allowed: Set<number | undefined>;
  /** A save has begun, and none has been done since. */
  isHalfSaved: boolean;
  /** A save has begun upon a half one: where files are overwritten, there is no whole copy then. */
  isBare: boolean;
}

export interface ConfigLoss {
  readonly left: ConfigLeft;
  /** Nothing else was promised. */
  readonly isLegal: boolean;
}

export class ConfigContents {
  readonly #isOverwritten: boolean;
  /** By broker and path. */
  readonly #contents = new Map<string, Content>();

  constructor({ configFiles }: Promises) {
    this.#isOverwritten = configFiles === 'overwritten';
  }

  /** What has been left where neither the old content nor the new one is. */
  hear({ entry, machine }: Recorded<MessageEntry>): ConfigLoss | undefined {
    switch (entry.kind) {
      case 'config-saving': {
        const content = this.#at(machine, entry.path);
        content.allowed.add(entry.digest);
        content.isBare = content.isHalfSaved;
        content.isHalfSaved = true;
        return undefined;
      }
      case 'config-saved':
        this.#contents.set(`${machine}/${entry.path}`, {
          allowed: new Set([entry.digest]),
          isHalfSaved: false,
          isBare: false,
        });
        return undefined;
      case 'config-left':
        return this.#hearLeft(this.#at(machine, entry.path), entry);
      default:
        return undefined;
    }
  }

  #hearLeft(content: Content, left: ConfigLeft): ConfigLoss | undefined {
    const { digest, lostPower } = left;
    const isAllowed = content.allowed.has(digest);
    const isLegal = this.#isOverwritten && (lostPower || content.isBare);
    // What only the page cache held can still go with the power.
    if (lostPower && (isAllowed || isLegal)) content.allowed = new Set([digest]);
    if (lostPower) content.isHalfSaved = true;
    if (isLegal) content.allowed.add(digest);
    return isAllowed ? undefined : { left, isLegal };
  }

  #at(broker: string, path: string): Content {
    const key = `${broker}/${path}`;
    let content = this.#contents.get(key);
    if (content === undefined) {
      content = { allowed: new Set([undefined]), isHalfSaved: false, isBare: false };
      this.#contents.set(key, content);
    }
    return content;
  }
}
