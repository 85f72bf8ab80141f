// Which topics the cleanup of unused ones spares. Pure.

import { isSystemTopic } from './system-topics.ts';

export type IsUsedTopic = (topic: string, isConfigured: boolean) => boolean;

/** DefaultMessageStore.java `cleanUnusedTopic`: those that the broker has, and its own whatever its table of topics says. */
export const isUsedTopic: IsUsedTopic = (topic, isConfigured) => isConfigured || isSystemTopic(topic);
