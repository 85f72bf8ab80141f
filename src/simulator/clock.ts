// The clocks of one machine. They outlive its processes. The wall clock can be set; the monotonic one never goes back and knows of no
// setting. Both hang on one oscillator, which may run fast or slow. Timers of the machine's processes run on the monotonic clock.

import { assert } from '../base/assert.ts';
import { fold32 } from '../base/hash.ts';
import type { Clock } from '../environment/clock.ts';
import { purpose } from './draws.ts';
import { rootIdentity } from './identity.ts';
import type { Kernel } from './kernel.ts';

const OFFSET = purpose('clock.offset');
const READ = purpose('clock.read');
const MICROSECONDS = 1000;
const MILLION = 1_000_000;
/** Readings may run before the oscillator by no more than this. */
const LEAD_LIMIT_US = 5000;
/** Faster or slower than this is no clock. */
const DRIFT_LIMIT = 500_000;

export interface MachineClockOptions {
  /** Right wall time at the start of the run. */
  readonly epochMs: number;
  /** Largest error of the wall clock at the start, either way; drawn by the machine's name. */
  readonly clockOffsetMaximumMs: number;
}

/** Integer microseconds that a clock counts more (or less) than `elapsedUs`, rounded down. */
function driftedUs(elapsedUs: number, perMillion: number): number {
  const whole = Math.floor(elapsedUs / MILLION);
  return whole * perMillion + Math.floor(((elapsedUs - whole * MILLION) * perMillion) / MILLION);
}

export class MachineClock implements Clock {
  readonly #kernel: Kernel;
  readonly #epochMs: number;
  /** Wall minus monotonic time. */
  #wallOffsetUs: number;
  #driftPerMillion = 0;
  #readJitterUs = 0;
  /** No drift and no jitter so far: the monotonic clock shows virtual time. */
  #isPlain = true;
  /** Virtual and monotonic time when the drift last changed. */
  #sinceUs = 0;
  #baseUs = 0;
  /** Greatest monotonic reading so far. */
  #lastUs = 0;
  #readEvent = 0;
  #reads = 0;

  constructor(kernel: Kernel, name: string, options: MachineClockOptions) {
    this.#kernel = kernel;
    this.#epochMs = options.epochMs;
    const bound = options.clockOffsetMaximumMs;
    const offsetMs =
      bound === 0 ? 0 : kernel.draws.between(-bound, bound, OFFSET, rootIdentity(`clock ${name}`, 0));
    this.#wallOffsetUs = offsetMs * MICROSECONDS;
  }

  wallMs(): number {
    return this.#epochMs + Math.floor((this.monotonicUs() + this.#wallOffsetUs) / MICROSECONDS);
  }

  /** What the machine's system stamps on files: the wall clock without the jitter of readings. */
  stampMs(): number {
    const nowUs = this.#isPlain ? this.#kernel.nowUs : this.#oscillatorUs();
    return this.#epochMs + Math.floor((nowUs + this.#wallOffsetUs) / MICROSECONDS);
  }

  monotonicUs(): number {
    if (this.#isPlain) return this.#kernel.nowUs;
    const nowUs = this.#oscillatorUs();
    const readUs = Math.max(nowUs, this.#lastUs) + this.#jitterUs();
    this.#lastUs = Math.max(this.#lastUs, Math.min(readUs, nowUs + LEAD_LIMIT_US), nowUs);
    return this.#lastUs;
  }

  /** Sets the wall clock forward or, with a negative number, back. The monotonic clock does not notice. */
  stepMs(deltaMs: number): void {
    assert(Number.isSafeInteger(deltaMs), 'a clock is set by a whole number of milliseconds', deltaMs);
    this.#wallOffsetUs += deltaMs * MICROSECONDS;
  }

  /** What the wall clock shows too much, leaving drift and jitter aside. */
  get offsetMs(): number {
    return this.#wallOffsetUs / MICROSECONDS;
  }

  /**
   * From now on both clocks gain this many microseconds per second; with a negative number they lose. Waits that are under way
   * keep the rate at which they began.
   */
  setDriftPerMillion(perMillion: number): void {
    assert(
      Number.isSafeInteger(perMillion) && Math.abs(perMillion) <= DRIFT_LIMIT,
      'the drift is no whole number of microseconds per second',
      perMillion,
    );
    this.#baseUs = this.#oscillatorUs();
    this.#sinceUs = this.#kernel.nowUs;
    this.#driftPerMillion = perMillion;
    if (perMillion !== 0) this.#leavePlain();
  }

  /** Greatest time that may pass, for the reader, between two readings in one event. */
  get readJitterUs(): number {
    return this.#readJitterUs;
  }

  set readJitterUs(maximumUs: number) {
    assert(Number.isSafeInteger(maximumUs) && maximumUs >= 0, 'a jitter is a whole number', maximumUs);
    this.#readJitterUs = maximumUs;
    if (maximumUs > 0) this.#leavePlain();
  }

  /** Virtual microseconds from now until the monotonic clock shows this much more than it last showed. */
  virtualDelayUs(delayUs: number): number {
    if (this.#isPlain) return delayUs;
    const nowUs = this.#oscillatorUs();
    const targetUs = Math.max(nowUs, this.#lastUs) + delayUs;
    return this.#virtualUs(targetUs) - this.#kernel.nowUs;
  }

  #leavePlain(): void {
    if (!this.#isPlain) return;
    this.#isPlain = false;
    this.#lastUs = this.#oscillatorUs();
  }

  #oscillatorUs(): number {
    const elapsedUs = this.#kernel.nowUs - this.#sinceUs;
    return this.#baseUs + elapsedUs + driftedUs(elapsedUs, this.#driftPerMillion);
  }

  /** The first virtual microsecond at which the oscillator shows this time or more. */
  #virtualUs(targetUs: number): number {
    const shownUs = targetUs - this.#baseUs;
    const rate = MILLION + this.#driftPerMillion;
    const whole = Math.floor(shownUs / rate);
    const rest = Math.ceil(((shownUs - whole * rate) * MILLION) / rate);
    return Math.max(this.#sinceUs + whole * MILLION + rest, this.#kernel.nowUs);
  }

  /** Drawn per event and reading, so that it disturbs nobody else. */
  #jitterUs(): number {
    if (this.#readJitterUs === 0) return 0;
    const kernel = this.#kernel;
    if (this.#readEvent !== kernel.events) {
      this.#readEvent = kernel.events;
      this.#reads = 0;
    }
    this.#reads += 1;
    const { high, low } = kernel.eventIdentity();
    return kernel.draws.below(this.#readJitterUs + 1, READ, fold32(high, this.#reads), low);
  }
}
