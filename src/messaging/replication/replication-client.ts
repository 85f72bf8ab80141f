// The replication of a slave: reads the log of its master byte by byte, appends it to its own, and says how far it is. RocketMQ's
// DefaultHAClient.

import type { LogPosition } from '../../base/numbers.ts';
import type { Environment } from '../../environment/environment.ts';
import { type Connection, NetworkError } from '../../environment/network.ts';
import type { Timer } from '../../environment/timers.ts';
import { inBackground } from '../store/background.ts';
import type { ReplicatedLog, ReplicationGate } from '../store/replicated-log.ts';
import type { MasterJoined, MasterLeft } from './observations.ts';
import { housekeepingPeriodMs, type ReplicationOptions } from './replication-options.ts';
import { encodeReport, type Transfer } from './transfer-format.ts';
import { TransferSplitter } from './transfer-splitter.ts';

interface Session {
  readonly address: string;
  readonly connection: Connection;
  readonly splitter: TransferSplitter;
  lastHeardUs: number;
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
  #isConnecting = false;
  #isStopped = false;

  constructor(environment: Environment, log: ReplicatedLog, options: ReplicationOptions) {
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
    const session: Session = { address, connection, splitter, lastHeardUs, isAppending: false, isOpen: true };
    this.#session = session;
    connection.handle({
      data: (fragment) => this.#hear(session, fragment),
      closed: () => this.#leave(session, 'closed'),
    });
    if (this.#isStopped) {
      this.#leave(session, 'closed');
      return;
    }
    const position = this.#log.writtenPosition;
    const joined: MasterJoined = { kind: 'replication.master-joined', address, position };
    this.#environment.observe(joined);
    this.#report(session, position);
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
      const why = await this.#take(next.transfer);
      if (why !== undefined) {
        this.#leave(session, why);
        return;
      }
      if (session.isOpen && this.#log.writtenPosition > this.#reported) {
        this.#report(session, this.#log.writtenPosition);
      }
    }
    session.isAppending = false;
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
    const delayMs = why === 'silent' ? 0 : this.#options.reconnectIntervalMs;
    this.#environment.timers.once(delayMs, 'replication.rejoin', () => this.#connectSoon());
  }
}
