// Performs one run: plan plus design, in a simulated world, under the eyes of the oracles. Four phases: prepare a healthy cluster, disturb it
// under load, heal everything, and let it settle until nothing is owed.

import { History } from '../history/history.ts';
import type { MessageEntry, Phase } from '../oracles/message-entry.ts';
import { FaultInjector } from '../simulator/fault/fault-injector.ts';
import { Holds } from '../simulator/fault/holds.ts';
import type { SimulationHost } from '../simulator/host.ts';
import type { Machine } from '../simulator/machine.ts';
import type { Rekeying, Simulation } from '../simulator/simulation.ts';
import type { TraceWindow } from '../simulator/trace.ts';
import { scheduleAbsence } from './absence.ts';
import { Account } from './account.ts';
import type { AccountDepth } from './account-line.ts';
import { BenchOfJudges } from './bench-of-judges.ts';
import { Cluster } from './cluster.ts';
import type { OwedMessages } from './debts.ts';
import type { Design } from './design.ts';
import { earlyVerdict } from './early-verdict.ts';
import { owedBy } from './fault-budget.ts';
import { faultWorld } from './fault-world.ts';
import { scheduleGroupLoss } from './group-loss.ts';
import { scheduleMasterLoss } from './master-loss.ts';
import { OpenSends } from './open-sends.ts';
import type { Plan } from './plan.ts';
import { promisesOf } from './promises.ts';
import { debtsIn } from './replica-debts.ts';
import { scheduleRollingRestart } from './rolling-restart.ts';
import { MARKS, RunMarks } from './run-marks.ts';
import type { RunResult, RunShape, Verdict } from './run-result.ts';
import { shapeOf } from './run-shape.ts';
import type { Scenario } from './scenario.ts';
import { simulatedWorld } from './simulated-world.ts';
import { oraclesOf } from './slaves.ts';
import { scheduleSplitBrain } from './split-brain.ts';
import { watch } from './witnesses.ts';
import { Workload } from './workload.ts';

export interface RunRequest {
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly design: Design;
  readonly host: SimulationHost;
  /** Events to keep in full; the newest are always at hand. */
  readonly traceWindow?: TraceWindow;
  /** Keep what happened in words. */
  readonly account?: AccountDepth;
  /** Stop at this virtual time or event instead of the end. */
  readonly until?: { readonly atMs: number } | { readonly event: number };
  /** From a moment on everything is drawn anew; what the plan says after it is for `replan` to exchange. */
  readonly rekey?: Rekeying;
}

const PREPARE_STEP_MS = 100;
const PREPARE_LIMIT_MS = 60_000;
/**
 * Everything owed must have arrived this long after heal: client channel expiry (120 s), then route and heartbeat (30 s), rebalance
 * (20 s), lease of a dead owner's queue (60 s), and a sender's deadline (60 s) (facts 9.6 R7).
 */
const SETTLE_LIMIT_MS = 300_000;
/** What arrives late, such as repetitions, is still judged. */
const GRACE_MS = 1000;

export function performRun(request: RunRequest): Promise<RunResult> {
  return new Run(request).perform();
}

class Run {
  readonly #request: RunRequest;
  readonly #simulation: Simulation;
  readonly #history: History<MessageEntry>;
  readonly #openSends: OpenSends;
  readonly #cluster: Cluster;
  readonly #holds: Holds;
  readonly #injector: FaultInjector;
  readonly #judges: BenchOfJudges;
  readonly #debts: OwedMessages;
  readonly #workload: Workload;
  readonly #marks = new RunMarks();
  readonly #account: Account | undefined;
  #phase: Phase = 'prepare';
  #deliveries = 0;
  #healedAtMs = 0;
  /** Nothing is owed any more; only the time ends the run. */
  #isGrace = false;

  constructor(request: RunRequest) {
    const { scenario, plan, design, host, traceWindow, until, rekey, account = false } = request;
    this.#request = request;
    const eventLimit = until !== undefined && 'event' in until ? until.event : undefined;
    this.#simulation = simulatedWorld({ plan, host, traceWindow, eventLimit, rekey });
    this.#history = new History(() => this.#simulation.kernel.nowUs);
    if (account !== false) this.#account = new Account(this.#simulation, this.#history, account);
    this.#openSends = new OpenSends(this.#history);
    const world = { simulation: this.#simulation, history: this.#history, openSends: this.#openSends };
    this.#cluster = new Cluster({ scenario, plan, design, ...world });
    this.#holds = new Holds((machine) => this.#processEnded(machine));
    this.#injector = new FaultInjector(faultWorld(this.#simulation, this.#cluster, this.#holds), {
      faultBegan: (slot, description, fault) =>
        this.#history.record('', { kind: 'fault-began', slot, description, fault }),
      faultEnded: (slot) => this.#history.record('', { kind: 'fault-ended', slot, description: '' }),
    });
    const promises = promisesOf(plan, design, this.#cluster.delayLevelsMs);
    this.#judges = new BenchOfJudges(oraclesOf(scenario, plan), promises, design.limits);
    this.#debts = debtsIn(plan, scenario, this.#memberNames, promises);
    this.#workload = new Workload({
      ...world,
      plan,
      scenario,
      producers: this.#cluster.producers,
      onEnd: () => this.#haltWhenDone(),
    });
    this.#listen();
  }

  async perform(): Promise<RunResult> {
    const verdict = (await this.#runPhases()) ?? this.#judgement();
    this.#account?.conclude(verdict);
    const { scenario, plan, design } = this.#request;
    const { kernel } = this.#simulation;
    return {
      scenario: scenario.name,
      design: design.name,
      seed: plan.seed,
      verdict,
      digest: kernel.digest.value(),
      checkpoints: kernel.digest.checkpoints(),
      events: kernel.events,
      packets: this.#simulation.fabric.packets,
      wireBytes: this.#simulation.fabric.bytes,
      virtualMs: this.#simulation.nowMs,
      shape: this.#shape(),
      reached: this.#marks.list(),
      excused: this.#judges.excused,
      trace: kernel.trace.window(),
      account: this.#account?.lines ?? [],
    };
  }

  #listen(): void {
    this.#history.onEntry((recorded) => {
      this.#debts.hear(recorded);
      this.#marks.hear(recorded);
      if (this.#debts.hasLostToRetention) this.#marks.add(MARKS.removedUnhandled);
      if (recorded.entry.kind === 'delivery-started') this.#deliveries += 1;
      this.#judges.hear(recorded);
      if (this.#judges.violation !== undefined) this.#account?.violated(this.#judges.violation);
      this.#haltWhenDone();
    });
    this.#simulation.observe((_machine, observation) => this.#marks.observe(observation));
    watch({
      simulation: this.#simulation,
      cluster: this.#cluster,
      history: this.#history,
      aside: this.#account?.aside,
      oracles: oraclesOf(this.#request.scenario, this.#request.plan),
      scenario: this.#request.scenario,
      conditions: this.#request.plan.conditions,
      mark: (mark) => this.#marks.add(mark),
    });
  }

  /** The verdict when the run ended before its time. */
  async #runPhases(): Promise<Verdict | undefined> {
    return (
      (await this.#prepare()) ?? (await this.#disturb()) ?? (await this.#heal()) ?? (await this.#settle())
    );
  }

  async #prepare(): Promise<Verdict | undefined> {
    this.#enter('prepare');
    for (const machines of this.#cluster.inOrderOfStart) {
      for (const machine of machines) machine.start();
      const verdict = await this.#runUntilRunning(machines);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  }

  async #runUntilRunning(machines: readonly Machine[]): Promise<Verdict | undefined> {
    const limitMs = this.#simulation.nowMs + PREPARE_LIMIT_MS;
    while (machines.some(({ state }) => state !== 'running')) {
      if (this.#simulation.nowMs >= limitMs) {
        return {
          kind: 'stalled',
          why: `the healthy cluster did not start\n${this.#simulation.describeState()}`,
        };
      }
      const verdict = await this.#runTo(this.#simulation.nowMs + PREPARE_STEP_MS);
      if (verdict !== undefined) return verdict;
    }
    return undefined;
  }

  #disturb(): Promise<Verdict | undefined> {
    this.#enter('disturb');
    const { plan } = this.#request;
    const startMs = this.#simulation.nowMs;
    this.#injector.schedule(plan.faults);
    const { consumers } = this.#cluster;
    scheduleAbsence({ simulation: this.#simulation, consumers, holds: this.#holds }, plan.conditions);
    const world = { simulation: this.#simulation, cluster: this.#cluster, holds: this.#holds };
    scheduleMasterLoss(world, plan.conditions);
    scheduleSplitBrain(world, plan.conditions);
    scheduleRollingRestart(world, plan.conditions);
    scheduleGroupLoss({ ...world, history: this.#history }, plan.conditions);
    this.#workload.schedule(startMs);
    return this.#runTo(startMs + plan.conditions.disturbMs);
  }

  async #heal(): Promise<undefined> {
    this.#enter('heal');
    this.#healedAtMs = this.#simulation.nowMs;
    this.#injector.heal();
    return undefined;
  }

  async #settle(): Promise<Verdict | undefined> {
    this.#enter('settle');
    const lingered = await this.#linger(this.#request.scenario.minimumSettleMs ?? 0);
    if (lingered !== undefined) return lingered;
    const limitMs = this.#healedAtMs + SETTLE_LIMIT_MS + (this.#request.scenario.longestDelayMs ?? 0);
    return (
      (await this.#runUntilQuiet(limitMs)) ?? (await this.#linger(GRACE_MS)) ?? this.#runUntilQuiet(limitMs)
    );
  }

  /** What arrives in the time of grace may leave debts of its own: a request that a paused broker finds when it goes on. */
  async #runUntilQuiet(limitMs: number): Promise<Verdict | undefined> {
    this.#haltWhenDone();
    return this.#isQuiet || this.#simulation.nowMs >= limitMs ? undefined : this.#runTo(limitMs);
  }

  /** What converges, and what comes late, needs its time even where nothing is owed. */
  async #linger(durationMs: number): Promise<Verdict | undefined> {
    if (durationMs === 0) return undefined;
    this.#isGrace = true;
    const verdict = await this.#runTo(this.#simulation.nowMs + durationMs);
    this.#isGrace = false;
    return verdict;
  }

  /** Undefined when the time was reached or the run halted for a reason of its own. */
  async #runTo(untilMs: number): Promise<Verdict | undefined> {
    if (this.#judges.violation !== undefined) return undefined;
    const { until } = this.#request;
    const stopMs = until !== undefined && 'atMs' in until ? until.atMs : Number.POSITIVE_INFINITY;
    const end = await this.#simulation.run({
      untilMs: Math.min(untilMs, Math.max(stopMs, this.#simulation.nowMs)),
    });
    if (end.kind === 'until' && untilMs > stopMs)
      return { kind: 'undecided', why: `stopped at ${stopMs} ms as asked` };
    return earlyVerdict(end, this.#simulation, until !== undefined);
  }

  #judgement(): Verdict {
    this.#judges.rest(this.#settledWorld());
    const owed = this.#debts.hasLostConfig ? 'safety' : owedBy(this.#request.plan, this.#request.scenario);
    if (owed === 'safety-and-liveness') this.#judges.settle(this.#settledWorld());
    const { violation } = this.#judges;
    if (violation === undefined) return { kind: 'held' };
    return {
      kind: 'violated',
      violation,
      atUs: this.#simulation.kernel.nowUs,
      event: this.#simulation.kernel.events,
    };
  }

  #settledWorld() {
    const { conditions } = this.#request.plan;
    return {
      isQuiet: this.#isQuiet,
      settleSeconds: Math.round((this.#simulation.nowMs - this.#healedAtMs) / 1000),
      groups: [this.#request.scenario.channel.group],
      members: this.#memberNames,
      brokerDisks: new Map(this.#cluster.brokers.map(({ name, disk }) => [name, disk])),
      slaveDisks: new Map(this.#cluster.slaves.map(({ name, disk }) => [name, disk])),
      indexGeometry: { slots: conditions.indexSlots, entries: conditions.indexEntries },
      delayLevelsMs: this.#cluster.delayLevelsMs,
    };
  }

  get #memberNames(): readonly string[] {
    return this.#cluster.consumers.map(({ name }) => name);
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#history.record('', { kind: 'phase-began', phase });
  }

  get #isQuiet(): boolean {
    return this.#workload.isBegun && this.#openSends.isEmpty && this.#debts.isPaid;
  }

  #haltWhenDone(): void {
    const isDone = this.#phase === 'settle' && this.#isQuiet && !this.#isGrace;
    if (isDone || this.#judges.violation !== undefined) this.#simulation.kernel.halt();
  }

  #processEnded(machine: string): void {
    if (machine.startsWith('broker') && !this.#openSends.isEmpty) this.#marks.add(MARKS.brokerDiedWithSends);
    this.#openSends.processEnded(machine);
    this.#haltWhenDone();
  }

  #shape(): RunShape {
    return shapeOf({
      topology: this.#request.plan.topology,
      operations: this.#workload.begun,
      messages: this.#debts.acknowledged,
      deliveries: this.#deliveries,
      faults: this.#injector.episodes.map(({ fault }) => fault),
    });
  }
}
