// What an event of one kind is called and does. Kinds are made once per run and label, so that scheduling an event passes four
// values and allocates nothing.

import { hashText } from '../base/hash.ts';
import type { EventAction } from './event-queue.ts';

export interface EventKind {
  /** Index in the run's table of labels. */
  readonly label: number;
  /** Hash of the label's text: goes into the digest, so that the index may differ between runs of different code. */
  readonly hash: number;
  readonly action: EventAction;
  /** A number of the event that the trace shows and the digest folds, such as a packet's size. */
  readonly detail: ((argument: unknown) => number) | undefined;
}

const LABEL_LIMIT = 4096;

export class EventKinds {
  readonly #texts: string[] = [];
  readonly #labels = new Map<string, number>();
  readonly #callbacks = new Map<string, EventKind>();

  define(text: string, action: EventAction, detail?: (argument: unknown) => number): EventKind {
    return { label: this.#label(text), hash: hashText(text), action, detail };
  }

  /** The kind whose events carry a callback as their argument. */
  callback(text: string): EventKind {
    const known = this.#callbacks.get(text);
    if (known !== undefined) return known;
    const kind = this.define(text, (callback) => (callback as () => void)());
    this.#callbacks.set(text, kind);
    return kind;
  }

  text(label: number): string {
    return this.#texts[label] ?? '?';
  }

  #label(text: string): number {
    const known = this.#labels.get(text);
    if (known !== undefined) return known;
    const label = this.#texts.length;
    if (label >= LABEL_LIMIT)
      throw new Error(
        `more than ${LABEL_LIMIT} event labels: a label must be a constant text, got "${text}"`,
      );
    this.#texts.push(text);
    this.#labels.set(text, label);
    return label;
  }
}
