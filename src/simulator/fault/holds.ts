// Which machines are held down by faults. Episodes may overlap: a machine starts again when the last of them has ended, or at heal.

import type { Machine } from '../machine.ts';

export class Holds {
  readonly #holds = new Map<Machine, number>();
  readonly #ended: (machine: string) => void;

  /** `ended` is told of every process that is gone. */
  constructor(ended: (machine: string) => void) {
    this.#ended = ended;
  }

  /** False when the machine was down already: the episode adds nothing but time. */
  kill(machine: Machine): boolean {
    return this.#takeDown(machine, () => machine.kill());
  }

  /** Takes what was not synced, also from a machine whose process is down already. */
  losePower(machine: Machine): boolean {
    this.#takeDown(machine, () => machine.losePower());
    return true;
  }

  /** Takes everything that the machine has stored. */
  wipe(machine: Machine): boolean {
    this.#takeDown(machine, () => machine.wipeDisk());
    return true;
  }

  /** A machine that ran has gone down by a trap that was set: it is held down from here on. */
  wentDown(machine: Machine): void {
    this.#hold(machine);
    this.#ended(machine.name);
  }

  /** Another life of a process that runs. */
  restart(machine: Machine): void {
    if (machine.state === 'down') return;
    this.kill(machine);
    this.release(machine);
  }

  stop(machine: Machine): boolean {
    const wasUp = machine.state !== 'down';
    this.#hold(machine);
    if (!wasUp) return false;
    machine.stop(() => {
      this.#ended(machine.name);
      this.#startIfFree(machine);
    });
    return true;
  }

  release(machine: Machine): void {
    const holds = this.#holds.get(machine) ?? 0;
    if (holds === 0) return;
    this.#holds.set(machine, holds - 1);
    this.#startIfFree(machine);
  }

  releaseAll(): void {
    for (const machine of this.#holds.keys()) {
      this.#holds.set(machine, 0);
      this.#startIfFree(machine);
    }
  }

  #takeDown(machine: Machine, action: () => void): boolean {
    const wasUp = machine.state !== 'down';
    this.#hold(machine);
    action();
    if (wasUp) this.#ended(machine.name);
    return wasUp;
  }

  #hold(machine: Machine): void {
    this.#holds.set(machine, (this.#holds.get(machine) ?? 0) + 1);
  }

  #startIfFree(machine: Machine): void {
    if ((this.#holds.get(machine) ?? 0) === 0 && machine.state === 'down') machine.start();
  }
}
