// What may legally keep a broker from delivering delayed messages, or shift the moment: its process is down, a fault of disks or processors
// is under way, its clock was set. It judges nothing.

import type { Recorded } from '../history/history.ts';
import type { FaultNoted, MessageEntry } from './message-entry.ts';

/** Faults that keep no running broker from its disk; of the ends of processes there is evidence. */
const HARMLESS: ReadonlySet<string> = new Set([
  'kill-process',
  'stop-process',
  'power-loss',
  'partition',
  'lose-reply',
  'slow-path',
  'clock-step',
  'clock-drift',
  'restless-clock',
]);

/** So long after a clock was set what was decided by its old time may still take effect. */
const DECISION_US = 12_000_000;

interface BrokerState {
  isUp: boolean;
  upSinceUs: number;
  endedAtUs: number;
  aheadMs: number;
  clockSetAtUs: number;
  /** What the clock showed too much before it was set, and until when. */
  readonly before: { readonly untilUs: number; readonly aheadMs: number }[];
}

export class DelayTroubles {
  readonly #brokers = new Map<string, BrokerState>();
  readonly #active = new Map<number, string>();
  #diskTroubleUs = 0;
  #clockTroubleUs = 0;

  hear({ entry, machine, atUs }: Recorded<MessageEntry>): void {
    switch (entry.kind) {
      case 'fault-began':
      case 'fault-ended':
        this.#hearFault(entry, atUs);
        break;
      case 'machine-ended': {
        const broker = this.#broker(machine);
        broker.isUp = false;
        broker.endedAtUs = atUs;
        break;
      }
      case 'log-recovered': {
        const broker = this.#broker(machine);
        broker.isUp = true;
        broker.upSinceUs = atUs;
        break;
      }
      case 'clock-noted': {
        const broker = this.#broker(machine);
        broker.before.push({ untilUs: atUs, aheadMs: broker.aheadMs });
        broker.aheadMs = entry.aheadMs;
        broker.clockSetAtUs = atUs;
        break;
      }
      default:
        break;
    }
  }

  /** Since when nothing keeps the broker from delivering; undefined: something does. */
  freeSinceUs(broker: string): number | undefined {
    const { isUp, upSinceUs } = this.#broker(broker);
    return isUp && !this.#isDiskTroubled ? Math.max(upSinceUs, this.#diskTroubleUs) : undefined;
  }

  /** Whether no disk or processor has been troubled since. */
  isCalmSince(sinceUs: number): boolean {
    return !this.#isDiskTroubled && this.#diskTroubleUs <= sinceUs;
  }

  /** Last end of the broker's process. */
  endedAtUs(broker: string): number {
    return this.#broker(broker).endedAtUs;
  }

  wallMs(broker: string, atUs: number): number {
    return atUs / 1000 + this.#broker(broker).aheadMs;
  }

  /** How much the clock of one broker is ahead of that of another. */
  aheadMs(broker: string, other: string): number {
    return this.#broker(broker).aheadMs - this.#broker(other).aheadMs;
  }

  /** What the clock shows, and what it would if it had not been set in the last seconds. */
  wallsMs(broker: string, atUs: number, shownMs: number): readonly number[] {
    const recent = this.#broker(broker).before.filter(({ untilUs }) => atUs - untilUs < DECISION_US);
    return [shownMs, ...recent.map(({ aheadMs }) => atUs / 1000 + aheadMs)];
  }

  /** How much the broker's clock has gone otherwise than time since then; undefined: it was set. */
  wanderedMs(broker: string, sinceUs: number, atUs: number, shownMs: number): number | undefined {
    if (this.#broker(broker).clockSetAtUs > sinceUs) return undefined;
    return Math.abs(shownMs - this.wallMs(broker, atUs));
  }

  /** Whether no clock at all has been touched since. */
  areClocksRightSince(sinceUs: number): boolean {
    return (
      this.#clockTroubleUs <= sinceUs && ![...this.#active.values()].some((kind) => kind.includes('clock'))
    );
  }

  get #isDiskTroubled(): boolean {
    for (const kind of this.#active.values()) if (!HARMLESS.has(kind)) return true;
    return false;
  }

  #hearFault({ kind, slot, fault = '' }: FaultNoted, atUs: number): void {
    const which = kind === 'fault-began' ? fault : (this.#active.get(slot) ?? '');
    if (kind === 'fault-began') this.#active.set(slot, fault);
    else this.#active.delete(slot);
    if (which.includes('clock')) this.#clockTroubleUs = atUs;
    if (!HARMLESS.has(which)) this.#diskTroubleUs = atUs;
  }

  #broker(name: string): BrokerState {
    let broker = this.#brokers.get(name);
    if (broker === undefined) {
      broker = { isUp: false, upSinceUs: 0, endedAtUs: -1, aheadMs: 0, clockSetAtUs: 0, before: [] };
      this.#brokers.set(name, broker);
    }
    return broker;
  }
}
