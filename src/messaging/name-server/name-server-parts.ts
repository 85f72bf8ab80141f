// The replaceable decisions of a name server, with the original's behaviour as default. Pure.

import type { DataVersion } from '../protocol/data-version.ts';

/** One topic of a registration, before the tables change. */
export interface TopicNews {
  /** The routes had no process under this name and id, or another one. */
  readonly isFirst: boolean;
  /** The broker's topics have another version than its last registration had, or there was none. */
  readonly isChanged: boolean;
  /** The topic has queues on this broker already. */
  readonly isKnown: boolean;
}

export interface VersionNews {
  /** The routes had no process under this name and id, or another one. */
  readonly isFirst: boolean;
  /** One topic alone: a change that was announced before the whole table came again. */
  readonly isLone: boolean;
  /** Of the last whole table; undefined: there was none. */
  readonly known: DataVersion | undefined;
  readonly given: DataVersion;
}

/** Somebody was found silent, or a connection closed; the removal comes a moment later. */
export interface Departure {
  readonly cause: 'expired' | 'channel-closed';
  /** The broker has registered since it was found gone. */
  readonly hasReturned: boolean;
}

/** A broker says that it is the master of a name whose master is another one that is not known to be gone. */
export interface RivalNews {
  /** Its state is older, and the registration changes nothing. */
  readonly isOutdated: boolean;
}

export interface NameServerParts {
  /** Whether what the registration says of a topic is taken into the routes. */
  readonly takesTopic: (news: TopicNews) => boolean;
  /** Which version of its topics the name server remembers of the broker. */
  readonly rememberedVersion: (news: VersionNews) => DataVersion;
  readonly isStillGone: (departure: Departure) => boolean;
  /** Whether it is told as a second master. RouteInfoManager.java writes a line of its log only where the state is older. */
  readonly noticesRival: (news: RivalNews) => boolean;
}

const NO_VERSION: DataVersion = { stateVersion: 0, timestampMs: 0, counter: 0 };

export const DEFAULT_NAME_SERVER_PARTS: NameServerParts = {
  // RouteInfoManager.java isTopicConfigChanged: what is missing is taken whatever the version says.
  takesTopic: ({ isFirst, isChanged, isKnown }) => isFirst || isChanged || !isKnown,
  // A lone topic says nothing of the others: the next whole table must count as changed.
  rememberedVersion: ({ isFirst, isLone, known, given }) =>
    isLone ? ((isFirst ? undefined : known) ?? NO_VERSION) : given,
  isStillGone: ({ hasReturned }) => !hasReturned,
  noticesRival: () => true,
};
