// Files of one machine. Reads, writes and truncation at a position are synchronous, as with a mapped file: they touch the
// page cache. What must be durable waits for `sync`. Paths are relative, `/`-separated, without `.` or `..`.

export type DiskErrorKind = 'not-found' | 'input-output' | 'no-space' | 'closed' | 'is-directory';

export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly kind: DiskErrorKind;
  readonly path: string;
  constructor(kind: DiskErrorKind, path: string, message: string) {
    super(`${path}: ${message}`);
    this.kind = kind;
    this.path = path;
  }
}

export interface DiskFile {
  readonly path: string;
  /** Bytes. */
  size(): number;
  /** When the content was last changed, in milliseconds since 1970 by this machine's clock as it stood then. @throws DiskError */
  modifiedMs(): number;
  /** A copy of up to `length` bytes from `position`; shorter at the end of the file. @throws DiskError */
  read(position: number, length: number): Uint8Array;
  /** Writes all bytes, growing the file with zeros up to `position` where needed. @throws DiskError */
  write(position: number, bytes: Uint8Array): void;
  /** Cuts or extends with zeros. @throws DiskError */
  truncate(size: number): void;
  /** Resolves when everything written before the call is durable. @throws DiskError `input-output` */
  sync(): Promise<void>;
  /** Idempotent; does not sync. */
  close(): void;
}

/** How full a disk is, whoever filled it. */
export interface DiskUsage {
  readonly usedBytes: number;
  /** What this process could still fill. */
  readonly availableBytes: number;
}

export type OpenMode = 'existing' | 'create';

export interface DiskEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

export interface Disk {
  /** `create` also creates missing parent directories and opens an existing file as it is. @throws DiskError */
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  /** Entries of a directory sorted by name; empty when it does not exist. */
  list(directory: string): Promise<readonly DiskEntry[]>;
  /** Replaces the target. Durable after `syncDirectory` of the parent. @throws DiskError `not-found` */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a directory with its content; nothing happens when it does not exist. */
  remove(path: string): Promise<void>;
  /** Makes entries (created, renamed, removed) of the directory durable. */
  syncDirectory(directory: string): Promise<void>;
  /** @throws DiskError */
  usage(): Promise<DiskUsage>;
}

/** What a judge sees of a disk: the files as a process would see them now, without an event and without a copy. */
export interface DiskImage {
  /** All file paths, sorted. */
  paths(): readonly string[];
  size(path: string): number | undefined;
  read(path: string, position: number, length: number): Uint8Array | undefined;
}
