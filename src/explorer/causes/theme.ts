// What a failure is about: the keys, queues and machines that its message names, or else what was told in the violating event; and which
// lines of the account speak of them.

import type { AccountLine } from '../../scenario/account-line.ts';

export class Theme {
  /** Keys of messages and names of transfers. */
  readonly subjects: ReadonlySet<string>;
  /** As accounts name them. */
  readonly queues: ReadonlySet<string>;
  readonly #message: string;
  readonly #ordinals: readonly string[];

  /** @param violating identity of the violating event, should there be one */
  constructor(message: string, account: readonly AccountLine[], violating: string | undefined) {
    this.#message = message;
    this.#ordinals = [...message.matchAll(/\bmessage (\d+)\b(?! of (?!key))/g)].map(
      ([, ordinal]) => ordinal ?? '',
    );
    const inEvent = account.filter(({ identity }) => identity === violating);
    const named = account.filter(({ subject }) => this.names(subject));
    const about = named.length > 0 ? named : inEvent.filter(({ subject }) => subject !== '');
    this.subjects = new Set(about.map(({ subject }) => subject));
    this.queues = this.#queuesOf(account, inEvent);
  }

  /** Whether the message has this word, and not only as a part of a longer one. */
  names(word: string): boolean {
    return hasWord(this.#message, word);
  }

  isAbout({ subject }: AccountLine): boolean {
    return this.subjects.has(subject);
  }

  /** About a message that is named, not only about another one of its key; where none is named, about the key. */
  isNamed(line: AccountLine): boolean {
    if (!this.isAbout(line)) return false;
    const ordinal = /\bmessage (\d+) of key/.exec(line.text)?.[1];
    return ordinal === undefined || this.#ordinals.length === 0 || this.#ordinals.includes(ordinal);
  }

  isOfQueue({ queue }: AccountLine): boolean {
    return queue !== undefined && this.queues.has(queue);
  }

  /** Records are many: only those at an offset that the message names. */
  isOfNamedRecord({ text }: AccountLine): boolean {
    const offset = /\boffset \d+/.exec(text)?.[0] ?? '';
    return this.names(offset);
  }

  /** About a path, a host or a delay level that is named. */
  isOfThing({ text }: AccountLine): boolean {
    return [...text.matchAll(THINGS)].some(([thing]) => this.names(thing));
  }

  /** By somebody who is named, should anybody be. */
  mayBeSaidBy({ machine }: AccountLine, machines: readonly string[]): boolean {
    return this.names(machine) || !machines.some((other) => this.names(other));
  }

  /** Said by somebody who is named; what is too fine, only about somebody else who is named. */
  isOfMachine({ machine, text, isDetail }: AccountLine, machines: readonly string[]): boolean {
    if (!this.names(machine) || isDetail !== true) return this.names(machine);
    return machines.some((other) => other !== machine && this.names(other) && hasWord(text, other));
  }

  /** Where the named messages lie or, without any, what the message or else the violating event names. */
  #queuesOf(account: readonly AccountLine[], inEvent: readonly AccountLine[]): ReadonlySet<string> {
    const ofMessages = account.filter((line) => this.isNamed(line)).flatMap(({ queue }) => queue ?? []);
    if (ofMessages.length > 0) return new Set(ofMessages);
    const all = [...new Set(account.flatMap(({ queue }) => queue ?? []))];
    const topics = [...new Set(all.map((queue) => partsOf(queue).topic))];
    const namedTopics = topics.filter((topic) => this.names(topic));
    const named = all.filter((queue) => this.#namesQueue(queue, namedTopics));
    return new Set(named.length > 0 ? named : inEvent.flatMap(({ queue }) => queue ?? []));
  }

  /** The topic may go without saying, but no other one may be named. */
  #namesQueue(queue: string, namedTopics: readonly string[]): boolean {
    const { broker, topic, number } = partsOf(queue);
    const isNumbered = this.names(`queue ${number}`) || this.names(`${topic}/${number}`);
    return isNumbered && this.names(broker) && (namedTopics.length === 0 || namedTopics.includes(topic));
  }
}

const THINGS = /\d+\.\d+\.\d+\.\d+|[^\s/]+\/\S+|delay level \d+/g;

/** Whether the text has this word with nothing around it that could belong to a name. */
export function hasWord(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isOfName(text[at - 1]) && !isOfName(text[at + word.length])) return true;
  }
  return false;
}

/** Broker, topic and number of a queue of the account. */
export function partsOf(queue: string) {
  const [broker = '', topic = '', number = ''] = queue.split(' ');
  return { broker, topic, number };
}

function isOfName(character: string | undefined): boolean {
  return character !== undefined && /[\w%-]/.test(character);
}
