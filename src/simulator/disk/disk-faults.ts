// What goes wrong with one disk on purpose. Every call that starts a trouble gives the call that ends it, where it can end. While nothing
// is wrong, operations only ask one flag.

import { fold32, hashText } from '../../base/hash.ts';
import { DiskError } from '../../environment/disk.ts';
import { type Purpose, purpose } from '../draws.ts';
import type { DiskSpace } from './disk-space.ts';
import type { FileContent } from './file-content.ts';
import type { DiskPlace } from './machine-disk.ts';
import { PAGE_BYTES } from './page-table.ts';

export type CrashKind = 'kill' | 'power';

export interface DiskFailures {
  /** Of each operation. */
  readonly chancePerMillion: number;
  /** Only files whose path begins so. */
  readonly pathPrefix?: string;
  /** Syncs of directories work: a file system whose journal cannot be written shuts down as a whole. */
  readonly sparesDirectories?: boolean;
}

interface CrashPoint {
  writesLeft: number;
  readonly offset: number;
  readonly kind: CrashKind;
  readonly crashed: () => void;
}

interface FaultyDisk extends DiskPlace {
  readonly files: ReadonlyMap<string, FileContent>;
  readonly space: DiskSpace;
}

/** A sector is cold when nobody has written near it for so long. */
const COLD_US = 1_000_000;
const SECTOR_BYTES = 512;
const READ = purpose('disk.fault.read');
const WRITE = purpose('disk.fault.write');
const SYNC = purpose('disk.fault.sync');
const ROT = purpose('disk.fault.rot');
const ROT_BIT = purpose('disk.fault.rot.bit');
const ASTRAY = purpose('disk.fault.misdirect');

export class DiskFaults {
  readonly #disk: FaultyDisk;
  readonly #machine: number;
  readonly #reads: DiskFailures[] = [];
  readonly #writes: DiskFailures[] = [];
  readonly #syncs: DiskFailures[] = [];
  #crash: CrashPoint | undefined;
  readonly #astray = new Set<symbol>();
  #stallUs = 0;

  constructor(disk: FaultyDisk) {
    this.#disk = disk;
    this.#machine = hashText(disk.machine);
  }

  /** Reads end with `input-output`. */
  failReads(failures: DiskFailures): () => void {
    return addTo(this.#reads, failures);
  }

  /** Writes and truncations end with `input-output` and change nothing. */
  failWrites(failures: DiskFailures): () => void {
    return addTo(this.#writes, failures);
  }

  /** Syncs of files, and of directories unless spared, end with `input-output`. What they covered counts as clean, and is durable or not. */
  failSyncs(failures: DiskFailures): () => void {
    return addTo(this.#syncs, failures);
  }

  /** Leaves only so many bytes of room: what is written beyond them ends with `no-space`, after the part that fits. */
  fillUp(freeBytes: number): () => void {
    return this.#disk.space.limit(freeBytes);
  }

  /** Whatever waits for the disk waits longer. */
  stall(extraUs: number): () => void {
    this.#stallUs += extraUs;
    let isOver = false;
    return () => {
      if (!isOver) this.#stallUs -= extraUs;
      isOver = true;
    };
  }

  /** Flips a bit in so many of a million sectors that are durable and have not been written lately. Gives their number. */
  rot(perMillionSectors: number): number {
    const { kernel, files } = this.#disk;
    let rotten = 0;
    for (const [path, file] of files) {
      const { high, low } = this.#key(path);
      for (const page of file.coldPages(kernel.nowUs - COLD_US)) {
        for (let at = page * PAGE_BYTES; at < (page + 1) * PAGE_BYTES && at < file.size; at += SECTOR_BYTES) {
          const sector = fold32(low, at / SECTOR_BYTES);
          if (!kernel.draws.chance(perMillionSectors, ROT, high, sector)) continue;
          const bytes = Math.min(SECTOR_BYTES, file.size - at);
          const bit = kernel.draws.below(bytes * 8, ROT_BIT, high, sector);
          file.flipBit(at + Math.floor(bit / 8), bit % 8);
          rotten += 1;
        }
      }
    }
    return rotten;
  }

  /** The next write goes to another place of the same size, in any file; where it should be, nothing changes. */
  misdirectNextWrite(): () => void {
    const misdirection = Symbol();
    this.#astray.add(misdirection);
    return () => void this.#astray.delete(misdirection);
  }

  /**
   * In the n-th write from now on (the next is 1), the process ends when so many of the write's bytes are in the page cache; the count
   * goes round at the end of the write. Process ends before that leave the crash where it is. `crashed` is told when it has come.
   */
  crashAtWrite(nth: number, offset: number, kind: CrashKind, crashed: () => void = () => {}): () => void {
    const crash: CrashPoint = { writesLeft: nth, offset, kind, crashed };
    this.#crash = crash;
    return () => {
      if (this.#crash === crash) this.#crash = undefined;
    };
  }

  /** On top of what an operation takes anyway. */
  get stallUs(): number {
    return this.#stallUs;
  }

  get touchesReads(): boolean {
    return this.#reads.length > 0;
  }

  get touchesWrites(): boolean {
    return this.#writes.length > 0 || this.#crash !== undefined || this.#astray.size > 0;
  }

  /** @throws DiskError */
  checkRead(path: string, position: number): void {
    if (this.#strikes(this.#reads, READ, path, position)) throw inputOutput(path, 'read');
  }

  /** @throws DiskError */
  checkTruncate(path: string, size: number): void {
    if (this.#strikes(this.#writes, WRITE, path, size)) throw inputOutput(path, 'truncation');
  }

  /** @throws DiskError when a failing sync is due; `failed` says what it leaves behind */
  checkSync(path: string, failed: () => void): void {
    if (!this.#strikes(this.#syncs, SYNC, path, 0)) return;
    failed();
    throw inputOutput(path, 'sync');
  }

  /** As `checkSync`, of a directory. @throws DiskError */
  checkDirectorySync(path: string, failed: () => void): void {
    const failures = this.#syncs.filter(({ sparesDirectories = false }) => !sparesDirectories);
    if (!this.#strikes(failures, SYNC, path, 0)) return;
    failed();
    throw inputOutput(path, 'sync');
  }

  /** Writes with what is wrong. Bytes written, also those that went astray. @throws DiskError */
  write(path: string, file: FileContent, position: number, bytes: Uint8Array): number {
    if (this.#strikes(this.#writes, WRITE, path, position)) throw inputOutput(path, 'write');
    const crash = this.#crash;
    if (crash !== undefined) {
      crash.writesLeft -= 1;
      if (crash.writesLeft <= 0) return this.#crashIn(crash, file, position, bytes);
    }
    if (this.#astray.size > 0 && this.#writeAstray(path, file, position, bytes)) return bytes.length;
    return file.write(position, bytes);
  }

  #crashIn(crash: CrashPoint, file: FileContent, position: number, bytes: Uint8Array): number {
    this.#crash = undefined;
    file.write(position, bytes.subarray(0, crash.offset % (bytes.length + 1)));
    this.#disk.crash(crash.kind);
    crash.crashed();
    return bytes.length;
  }

  /** False when no other place is large enough. */
  #writeAstray(path: string, file: FileContent, position: number, bytes: Uint8Array): boolean {
    const inSector = position % SECTOR_BYTES;
    const places: { readonly file: FileContent; readonly sectors: number }[] = [];
    let sectors = 0;
    for (const other of this.#disk.files.values()) {
      const fitting = Math.floor((other.size - inSector - bytes.length) / SECTOR_BYTES) + 1;
      if (fitting <= 0) continue;
      places.push({ file: other, sectors: fitting });
      sectors += fitting;
    }
    const { high, low } = this.#key(path);
    let pick = this.#disk.kernel.draws.below(Math.max(1, sectors), ASTRAY, high, fold32(low, position));
    for (const place of places) {
      if (pick < place.sectors) {
        const astray = pick * SECTOR_BYTES + inSector;
        if (place.file === file && astray === position) return false;
        const [misdirection] = this.#astray;
        if (misdirection !== undefined) this.#astray.delete(misdirection);
        place.file.write(astray, bytes);
        return true;
      }
      pick -= place.sectors;
    }
    return false;
  }

  #strikes(failures: readonly DiskFailures[], what: Purpose, path: string, position: number): boolean {
    if (failures.length === 0) return false;
    const { draws } = this.#disk.kernel;
    const { high, low } = this.#key(path);
    const item = fold32(low, position);
    return failures.some(({ chancePerMillion, pathPrefix = '' }, index) => {
      return path.startsWith(pathPrefix) && draws.chance(chancePerMillion, what, high, fold32(item, index));
    });
  }

  /** The running event, this machine, this file. */
  #key(path: string): { readonly high: number; readonly low: number } {
    const { high, low } = this.#disk.kernel.eventIdentity();
    return { high: fold32(high, hashText(path)), low: fold32(low, this.#machine) };
  }
}

function inputOutput(path: string, what: string): DiskError {
  return new DiskError('input-output', path, `${what} failed`);
}

function addTo<T>(list: T[], item: T): () => void {
  list.push(item);
  return () => {
    const index = list.indexOf(item);
    if (index >= 0) list.splice(index, 1);
  };
}
