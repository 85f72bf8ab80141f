// The outbox of a service, in one file on its own disk: what it owes to its readers, written down before it is sent, and what became of it. Records
// are only appended, each with its checksum; what a crash left half written at the end is cut off. It sends nothing.

import { decodeText, encodeText, readInt32, writeInt32 } from '../base/bytes.ts';
import { crc32Of31Bits } from '../base/crc32.ts';
import type { Disk, DiskFile } from '../environment/disk.ts';

/** A message that is owed. */
export interface OutboxMessage {
  readonly key: string;
  readonly ordinal: number;
  readonly text: string;
  /** The same however often it is sent. */
  readonly uniqueKey: string;
}

type Line =
  | (OutboxMessage & { readonly kind: 'owed' })
  | { readonly kind: 'sent'; readonly uniqueKey: string; readonly messageId: string };

const FOLDER = 'outbox';
const PATH = `${FOLDER}/journal`;
/** Length and checksum of the text behind them. */
const HEAD_BYTES = 8;
const MAX_LINE_BYTES = 65_536;

export class OutboxJournal {
  readonly #file: DiskFile;
  /** By unique key, in the order in which they were written. */
  readonly #owed: Map<string, OutboxMessage>;
  #end: number;
  /** A process before this one left half a record. */
  readonly wasTorn: boolean;

  private constructor(file: DiskFile) {
    this.#file = file;
    const { owed, end } = read(file);
    this.#owed = owed;
    this.#end = end;
    this.wasTorn = end < file.size();
  }

  /** @throws DiskError */
  static async open(disk: Disk): Promise<OutboxJournal> {
    const file = await disk.open(PATH, 'create');
    const journal = new OutboxJournal(file);
    file.truncate(journal.#end);
    await file.sync();
    await disk.syncDirectory(FOLDER);
    await disk.syncDirectory('');
    return journal;
  }

  /** What was not sent, oldest first. */
  get owed(): readonly OutboxMessage[] {
    return [...this.#owed.values()];
  }

  /** Resolves when no end of process or machine can take it any more. @throws DiskError */
  async owe(message: OutboxMessage): Promise<void> {
    this.#owed.set(message.uniqueKey, message);
    await this.#append({ kind: 'owed', ...message });
  }

  /** @throws DiskError */
  async sent(uniqueKey: string, messageId: string): Promise<void> {
    this.#owed.delete(uniqueKey);
    await this.#append({ kind: 'sent', uniqueKey, messageId });
  }

  async #append(line: Line): Promise<void> {
    const content = encodeText(JSON.stringify(line));
    const bytes = new Uint8Array(HEAD_BYTES + content.length);
    writeInt32(bytes, 0, content.length);
    writeInt32(bytes, 4, crc32Of31Bits(content));
    bytes.set(content, HEAD_BYTES);
    this.#file.write(this.#end, bytes);
    this.#end += bytes.length;
    await this.#file.sync();
  }
}

/** Up to the first record that is not whole. */
function read(file: DiskFile): { readonly owed: Map<string, OutboxMessage>; readonly end: number } {
  const bytes = file.read(0, file.size());
  const owed = new Map<string, OutboxMessage>();
  let end = 0;
  for (let line = lineAt(bytes, end); line !== undefined; line = lineAt(bytes, end)) {
    if (line.kind === 'sent') owed.delete(line.uniqueKey);
    else owed.set(line.uniqueKey, line);
    end += HEAD_BYTES + readInt32(bytes, end);
  }
  return { owed, end };
}

function lineAt(bytes: Uint8Array, at: number): Line | undefined {
  if (at + HEAD_BYTES > bytes.length) return undefined;
  const size = readInt32(bytes, at);
  const start = at + HEAD_BYTES;
  if (size <= 0 || size > MAX_LINE_BYTES || start + size > bytes.length) return undefined;
  const content = bytes.subarray(start, start + size);
  // Only this class writes such files: what has its checksum has its shape.
  return crc32Of31Bits(content) === readInt32(bytes, at + 4)
    ? (JSON.parse(decodeText(content)) as Line)
    : undefined;
}
