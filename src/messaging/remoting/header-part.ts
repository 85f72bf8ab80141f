// A command without its body and without the choice of its encoding: what both header encodings carry.

import type { Command } from './command.ts';

export type HeaderPart = Omit<Command, 'body' | 'encoding'>;
