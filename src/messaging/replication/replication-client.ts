// The replication of a slave: reads the log of its master byte by byte, appends it to its own, and says how far it is. RocketMQ's
// DefaultHAClient.

import type { LogPosition } from '../../base/numbers.ts';
import { DiskError } from '../../environment/disk.ts';
import type { Environment } from '../../environment/environment.ts';
import { type Connection, NetworkError } from '../../environment/network.ts';
import type { Timer } from '../../environment/timers.ts';
import { inBackground } from '../store/background.ts';
import type { ReplicatedLog, ReplicationGate } from '../store/replicated-log.ts';
import type { LogsApart, MasterJoined, MasterLeft } from './observations.ts';
import { PrefixCheck, probePosition } from './prefix-check.ts';
import { housekeepingPeriodMs, type ReplicationOptions } from './replication-options.ts';
import type { ReplicationParts } from './replication-parts.ts';
import { encodeReport, type Transfer } from './transfer-format.ts';
import { TransferSplitter } from './transfer-splitter.ts';

interface Session {
  readonly address: string;
  readonly connection: Connection;
  readonly splitter: TransferSplitter;
  lastHeardUs: number;
  /** What is here already is compared first. */
  check: PrefixCheck | undefined;
  isAppending: boolean;
  isOpen: boolean;
}

const MICROSECONDS = 1000;

/** A slave takes nothing but from its master (HookUtils.java `checkBeforePutMessage`). */
const CLOSED_GATE: Readonly<ReplicationGate> = {
  refusal: () => 'SERVICE_NOT_AVAILABLE',
  wait: () => Promise.resolve('PUT_OK'),
  copiedPosition: (writtenPosition) => writtenPosition,
};

/** How a slave is rid of what its master does not have. */
export interface Truncation {
  readonly cutPosition: ReplicationParts['cutPosition'];
  /** The log here must end at the position, before anything is taken from this master. */
  readonly cutBack: (position: LogPosition) => void;
}

const NO_TRUNCATION: Truncation = { cutPosition: ({ recordEnd }) => recordEnd, cutBack: () => {} };

export class ReplicationClient {
  readonly #environment: Environment;
  readonly #log: ReplicatedLog;
  readonly #options: ReplicationOptions;
  #masterAddress: string | undefined;
  #session: Session | undefined;
  #housekeeping: Timer | undefined;
  #reported: LogPosition;
  /** Of the process, not of the connection: DefaultHAClient.java keeps it when it connects again. */
  #lastSaidUs: number;
  /** So much of the end is compared with the next connection. */
  #comparedBytes: number;
  #isLookingBack = false;
  #isVerified: boolean;
  #isConnecting = false;
  #isStopped = false;
  readonly #truncation: Truncation;

  constructor(
    environment: Environment,
    log: ReplicatedLog,
    options: ReplicationOptions,
    truncation: Truncation = NO_TRUNCATION,
  ) {
    this.#truncation = truncation;
    this.#isVerified = options.aheadReplica !== 'truncated' || log.writtenPosition === 0;
    this.#comparedBytes = options.comparedBytes;
    this.#environment = environment;
    this.#log = log;
    this.#options = options;
    this.#masterAddress = options.masterAddress;
    this.#reported = log.writtenPosition;
    this.#lastSaidUs = environment.clock.monotonicUs();
    log.becomeReplica();
    log.setGate(CLOSED_GATE);
  }

  start(): void {
    const periodMs = housekeepingPeriodMs(this.#options);
    this.#housekeeping = this.#environment.timers.every(periodMs, periodMs, 'replication.client', () =>
      this.#keepHouse(),
    );
    this.#connectSoon();
  }

  stop(): void {
    this.#isStopped = true;
    this.#housekeeping?.cancel();
    const session = this.#session;
    if (session !== undefined) this.#leave(session, 'closed');
  }

  /** `host:port` of the master's listener, once a name server has told. A session that is open goes on. */
  setMasterAddress(address: string): void {
    if (this.#options.masterAddress !== undefined || address === this.#masterAddress) return;
    this.#masterAddress = address;
    this.#connectSoon();
  }

  /** What is here has been compared with the log of a master, where it is compared at all, and was the same. */
  get isVerified(): boolean {
    return this.#isVerified;
  }

  /** It reads from a master. */
  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  #connectSoon(): void {
    if (this.#isConnecting || this.#isStopped || this.#session !== undefined) return;
    this.#isConnecting = true;
    inBackground(this.#connect());
  }

  async #connect(): Promise<void> {
    const { reconnectIntervalMs } = this.#options;
    while (!this.#isStopped && this.#masterAddress !== undefined) {
      const connection = await this.#tryConnect(this.#masterAddress);
      if (connection !== undefined) break;
      await this.#environment.timers.sleep(reconnectIntervalMs, 'replication.reconnect');
    }
    this.#isConnecting = false;
  }

  async #tryConnect(address: string): Promise<Connection | undefined> {
    try {
      const connection = await this.#environment.network.connect(address, this.#options.connectTimeoutMs);
      this.#join(address, connection);
      return connection;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return undefined;
    }
  }

  #join(address: string, connection: Connection): void {
    const lastHeardUs = this.#environment.clock.monotonicUs();
    const splitter = new TransferSplitter();
    const { position, check } = this.#beginning();
    const session: Session = {
      address,
      connection,
      splitter,
      lastHeardUs,
      check,
      isAppending: false,
      isOpen: true,
    };
    this.#session = session;
    connection.handle({
      data: (fragment) => this.#hear(session, fragment),
      closed: () => this.#leave(session, 'closed'),
    });
    if (this.#isStopped) {
      this.#leave(session, 'closed');
      return;
    }
    const joined: MasterJoined = { kind: 'replication.master-joined', address, position };
    this.#environment.observe(joined);
    this.#report(session, position);
  }

  /** Where the master is to send from. */
  #beginning(): { readonly position: LogPosition; readonly check: PrefixCheck | undefined } {
    const { writtenPosition } = this.#log;
    if (this.#options.aheadReplica !== 'truncated' || writtenPosition === 0)
      return { position: writtenPosition, check: undefined };
    const position = probePosition(this.#log, this.#comparedBytes);
    return { position, check: new PrefixCheck(this.#log, position) };
  }

  #hear(session: Session, fragment: Uint8Array): void {
    if (!session.isOpen) return;
    session.lastHeardUs = this.#environment.clock.monotonicUs();
    session.splitter.add(fragment);
    if (session.isAppending) return;
    session.isAppending = true;
    inBackground(this.#append(session));
  }

  async #append(session: Session): Promise<void> {
    while (session.isOpen) {
      const next = session.splitter.next();
      if (next.kind === 'incomplete') break;
      if (next.kind === 'invalid') {
        this.#leave(session, 'invalid');
        return;
      }
      const why =
        session.check === undefined
          ? await this.#take(next.transfer)
          : await this.#compare(session, session.check, next.transfer);
      if (why !== undefined) {
        this.#leave(session, why);
        return;
      }
      const isChecked = session.isOpen && session.check === undefined;
      if (isChecked && this.#log.writtenPosition > this.#reported) {
        this.#report(session, this.#log.writtenPosition);
      }
    }
    session.isAppending = false;
  }

  async #compare(
    session: Session,
    check: PrefixCheck,
    transfer: Transfer,
  ): Promise<MasterLeft['why'] | undefined> {
    try {
      const outcome = check.hear(transfer);
      switch (outcome.kind) {
        case 'goes-on':
          return undefined;
        case 'elsewhere':
          return 'elsewhere';
        case 'agrees': {
          if (!check.suffices(this.#log.wholeRecords(check.from, this.#log.writtenPosition))) {
            this.#lookBack(check.nextBytes);
            return 'apart';
          }
          session.check = undefined;
          this.#isVerified = true;
          this.#comparedBytes = this.#options.comparedBytes;
          const { surplus } = outcome;
          return surplus.length === 0
            ? undefined
            : await this.#take({ position: this.#log.writtenPosition, body: surplus });
        }
        case 'parts':
          this.#part(session, check, outcome.position);
          return 'apart';
      }
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      return 'disk';
    }
  }

  #lookBack(bytes: number): void {
    this.#isLookingBack = true;
    this.#comparedBytes = bytes;
  }

  /** @throws DiskError */
  #part({ address }: Session, check: PrefixCheck, position: LogPosition): void {
    const decision = check.decide(this.#log.wholeRecords(check.from, position));
    if (decision.kind === 'look-back') {
      this.#lookBack(decision.bytes);
      return;
    }
    this.#isLookingBack = false;
    this.#isVerified = false;
    this.#comparedBytes = this.#options.comparedBytes;
    const { cutPosition, cutBack } = this.#truncation;
    const cutAt =
      decision.kind === 'cut' ? cutPosition({ position, recordEnd: decision.position }) : undefined;
    const end = this.#log.writtenPosition;
    const apart: LogsApart = { kind: 'replication.logs-apart', address, end, cutAt };
    this.#environment.observe(apart);
    if (cutAt !== undefined) cutBack(cutAt);
  }

  /** Undefined when the bytes are in the log. An empty log takes whatever comes; any other one only what follows. */
  async #take({ position, body }: Transfer): Promise<MasterLeft['why'] | undefined> {
    const { writtenPosition } = this.#log;
    if (writtenPosition !== 0 && writtenPosition !== position) return 'elsewhere';
    if (body.length === 0) return undefined;
    await this.#environment.interleave('replication.append');
    return (await this.#log.append(position, body)) ? undefined : 'disk';
  }

  #report(session: Session, position: LogPosition): void {
    this.#reported = position;
    this.#lastSaidUs = this.#environment.clock.monotonicUs();
    session.connection.write(encodeReport(position));
  }

  #keepHouse(): void {
    const session = this.#session;
    if (session === undefined) return;
    const { heartbeatIntervalMs, housekeepingIntervalMs } = this.#options;
    const nowUs = this.#environment.clock.monotonicUs();
    if (nowUs - session.lastHeardUs > housekeepingIntervalMs * MICROSECONDS) this.#leave(session, 'silent');
    else if (nowUs - this.#lastSaidUs >= heartbeatIntervalMs * MICROSECONDS)
      this.#report(session, this.#reported);
  }

  /** After a silence it connects at once, after anything else a while later (DefaultHAClient.java `closeMasterAndWait`). */
  #leave(session: Session, why: MasterLeft['why']): void {
    if (!session.isOpen) return;
    session.isOpen = false;
    this.#session = undefined;
    session.connection.reset();
    const left: MasterLeft = { kind: 'replication.master-left', address: session.address, why };
    this.#environment.observe(left);
    if (this.#isStopped) return;
    const isAtOnce = why === 'silent' || (why === 'apart' && this.#isLookingBack);
    const delayMs = isAtOnce ? 0 : this.#options.reconnectIntervalMs;
    this.#environment.timers.once(delayMs, 'replication.rejoin', () => this.#connectSoon());
  }
}
