// Promise: a group gets only messages whose tag is one of those that it subscribes to (facts 9.3 C6).
//
// Why it matters: a consumer acts on whatever comes. Brokers filter by the hash of a tag, which other tags have too, so that the last word
// is the client's. That messages with a wanted tag come is judged by no-lost-message.ts.
//
// Smallest violating history: the group subscribes to `Aa`; delivered k/0 with the tag `BB`, which has the same hash in Java.

import type { Recorded } from '../history/history.ts';
import type { MessageEntry } from './message-entry.ts';
import type { Judge, Oracle, Violation } from './oracle.ts';

const NAME = 'filter-exact';

class FilterExactJudge implements Judge {
  readonly #expression: string;

  constructor(expression: string) {
    this.#expression = expression;
  }

  hear({ entry }: Recorded<MessageEntry>): Violation | undefined {
    if (entry.kind !== 'delivery-started' || isSubscribed(this.#expression, entry.tag)) return undefined;
    const { group, key, ordinal, tag } = entry;
    const carried = tag === undefined ? 'no tag' : `the tag ${tag}`;
    return {
      oracle: NAME,
      message: `group ${group} subscribes to ${this.#expression} and got message ${ordinal} of key ${key}, which has ${carried}`,
      fingerprint: `${NAME}: ${tag === undefined ? 'no tag' : 'another tag'}`,
    };
  }
}

/** Whether a message with this tag is wanted: `Aa || BB` names two tags, `*` all messages, even those without one. */
export function isSubscribed(expression: string, tag: string | undefined): boolean {
  if (expression === '*') return true;
  return tag !== undefined && expression.split('||').some((wanted) => wanted.trim() === tag);
}

export function filterExact(expression: string): Oracle {
  return {
    name: NAME,
    doc: 'A group gets only messages whose tag it subscribes to, whatever their hashes.',
    judge: () => new FilterExactJudge(expression),
  };
}
