// Every promise of order-lifecycle, flaky-consumer, broadcast and batch-and-oneway is broken once on purpose: its oracle, and no other, must convict within a few seeds. A harness in which
// nothing can fail would pass everything else.

import { describe, expect, test } from 'vitest';
import { uncheckedKeys } from '../designs/zoo/st-19-unchecked-keys.ts';
import { roundedTimesOfIndex } from '../designs/zoo/st-20-rounded-times.ts';
import { batchAndOneway } from '../scenarios/batch-and-oneway.ts';
import { broadcast } from '../scenarios/broadcast.ts';
import { flakyConsumer } from '../scenarios/flaky-consumer.ts';
import { orderLifecycle } from '../scenarios/order-lifecycle.ts';
import { overload } from '../scenarios/overload.ts';
import { queueOffset } from '../src/base/numbers.ts';
import type { Environment } from '../src/environment/environment.ts';
import { type DecideFate, decideFate } from '../src/messaging/broker/send-back.ts';
import { OneByOneSender } from '../src/messaging/client/keyed-sender.ts';
import type { MessageDraft } from '../src/messaging/message/message.ts';
import { CommitLog } from '../src/messaging/store/commit-log.ts';
import { PutPath, type PutPathOptions } from '../src/messaging/store/put-path.ts';
import type { AppendedRecord, PutBatchResult } from '../src/messaging/store/put-result.ts';
import { MicrotaskPump } from '../src/nodejs/microtask-pump.ts';
import type { Design, DesignParts } from '../src/scenario/design.ts';
import { drawPlan } from '../src/scenario/draw-plan.ts';
import { performRun } from '../src/scenario/run.ts';
import type { Verdict } from '../src/scenario/run-result.ts';
import type { Scenario } from '../src/scenario/scenario.ts';

const SEEDS = 25;

function broken(name: string, parts: DesignParts): Design {
  return { name, doc: 'wrong on purpose', options: { flush: 'synchronous' }, parts, limits: [] };
}

async function firstVerdict(
  design: Design,
  scenario: Scenario = orderLifecycle as Scenario,
): Promise<Verdict> {
  const host = new MicrotaskPump();
  for (let index = 0; index < SEEDS; index += 1) {
    const plan = drawPlan(scenario, `conviction:${index}`, 'swarm');
    const { verdict } = await performRun({ scenario, plan, design, host });
    if (verdict.kind !== 'held') return verdict;
  }
  return { kind: 'held' };
}

const convicted = (oracle: string) => ({ kind: 'violated', violation: { oracle } });

describe('wrong designs', () => {
  test.each([uncheckedKeys, roundedTimesOfIndex])('$name is convicted by the key index', async (design) => {
    expect(await firstVerdict(design)).toMatchObject(convicted('index-complete'));
  });

  test('a consumer that commits one message too many would lose it if the queue changed its owner', async () => {
    const parts: DesignParts = {
      client: { nextOffsetOrderly: ({ largestSeen }) => queueOffset(largestSeen + 2) },
    };
    expect(await firstVerdict(broken('commits-too-far', parts))).toMatchObject(
      convicted('offset-behind-work'),
    );
  });

  test('a recovery that stops at the first record loses what was acknowledged', async () => {
    const parts: DesignParts = { store: { recoveryVerdict: () => 'stop' } };
    expect(await firstVerdict(broken('forgetful-recovery', parts))).toMatchObject(
      convicted('flushed-survives'),
    );
  });

  test('a flush that only says that it has taken place loses what was acknowledged in a power loss', async () => {
    class TalkingLog extends CommitLog {
      override get flushedPosition() {
        return this.writtenPosition;
      }
      override async flush() {}
    }
    const parts: DesignParts = { store: { makeCommitLog: (segments, end) => new TalkingLog(segments, end) } };
    expect(await firstVerdict(broken('flushes-in-words', parts))).toMatchObject(
      convicted('flushed-survives'),
    );
  });

  test('a sender that calls a missing answer a refusal makes phantoms of what was stored', async () => {
    const parts: DesignParts = {
      makeKeyedSender: (instance, producer) => {
        const sender = new OneByOneSender(instance, producer, { deadlineMs: 0 });
        return {
          send: async (key, message) => {
            const result = await sender.send(key, message);
            return result.kind === 'unknown' ? { ...result, kind: 'rejected' } : result;
          },
          stop: () => sender.stop(),
        };
      },
    };
    expect(await firstVerdict(broken('claims-refusal', parts))).toMatchObject(convicted('no-phantom'));
  });
});

describe('wrong designs of retries', () => {
  const verdictOn = (design: Design) => firstVerdict(design, flakyConsumer as Scenario);
  const decidingFate = (name: string, decide: DecideFate) => broken(name, { broker: { decideFate: decide } });

  test('a broker that gives a message up one retry too early makes a dead letter of what could succeed', async () => {
    const design = decidingFate('impatient', (failed) =>
      decideFate({ ...failed, maxReconsumeTimes: failed.maxReconsumeTimes - 1 }),
    );
    expect(await verdictOn(design)).toMatchObject(convicted('dead-letters'));
  });

  test('a broker that delays every retry by the first level is too early', async () => {
    const design = decidingFate('hasty', (failed) => {
      const fate = decideFate(failed);
      return fate.kind === 'retry' ? { ...fate, delayLevel: 1 } : fate;
    });
    expect(await verdictOn(design)).toMatchObject(convicted('retry-ladder'));
  });

  test('a broker that tries for ever never lets go of what always fails', async () => {
    const design = decidingFate('stubborn', (failed) => decideFate({ ...failed, maxReconsumeTimes: 99 }));
    expect(await verdictOn(design)).toMatchObject(convicted('no-lost-message'));
  });
});

describe('wrong designs of refusals', () => {
  test('a store that calls itself too busy for what it has stored is convicted', async () => {
    class LyingPutPath extends PutPath {
      override async putBatch(drafts: Parameters<PutPath['putBatch']>[0]): Promise<PutBatchResult> {
        const result = await super.putBatch(drafts);
        const isLie = (result.appends[0]?.queueOffset ?? 0) % 5 === 4;
        return isLie ? { status: 'OS_PAGE_CACHE_BUSY', appends: [] } : result;
      }
    }
    const parts: DesignParts = { store: { makePutPath: (...given) => new LyingPutPath(...given) } };
    const verdict = await firstVerdict(broken('lies-about-refusals', parts), overload as Scenario);
    expect(verdict).toMatchObject(convicted('refused-not-stored'));
  });
});

describe('wrong designs of broadcasting', () => {
  const verdictWith = (name: string, client: DesignParts['client']) =>
    firstVerdict(broken(name, { client: client ?? {} }), broadcast as Scenario);

  test('a member that begins at the end whenever it comes back skips what was sent while it was away', async () => {
    const verdict = await verdictWith('forgetful-member', { startOffset: () => ({ kind: 'at-end' }) });
    expect(verdict).toMatchObject(convicted('broadcast-complete'));
  });

  test('a member that notes one message too many as done skips it when it comes back', async () => {
    const verdict = await verdictWith('overcounting-member', {
      nextOffsetConcurrent: ({ largestSeen }) => queueOffset(largestSeen + 2),
    });
    expect(verdict).toMatchObject(convicted('broadcast-complete'));
  });
});

describe('wrong designs of sending', () => {
  const verdictWith = (name: string, put: typeof putOneByOne) =>
    firstVerdict(
      broken(name, {
        store: { makePutPath: (environment, options) => new OtherPutPath(environment, options, put) },
      }),
      batchAndOneway as Scenario,
    );

  test('a broker that stores the messages of a batch one by one lets others in between', async () => {
    const verdict = await verdictWith('splitting-broker', putOneByOne);
    expect(verdict).toMatchObject(convicted('batch-whole'));
  });

  test('a broker that stores everything twice has copies that no attempt explains', async () => {
    const verdict = await verdictWith('doubling-broker', async (drafts, put) => {
      await put(drafts);
      return put(drafts);
    });
    expect(verdict).toMatchObject(convicted('copy-per-attempt'));
  });
});

type Put = (drafts: readonly MessageDraft[]) => Promise<PutBatchResult>;

async function putOneByOne(drafts: readonly MessageDraft[], put: Put): Promise<PutBatchResult> {
  const appends: AppendedRecord[] = [];
  for (const draft of drafts) {
    const result = await put([draft]);
    if (result.status !== 'PUT_OK') return result;
    appends.push(...result.appends);
  }
  return { status: 'PUT_OK', appends };
}

class OtherPutPath extends PutPath {
  readonly #put: typeof putOneByOne;

  constructor(environment: Environment, options: PutPathOptions, put: typeof putOneByOne) {
    super(environment, options);
    this.#put = put;
  }

  override putBatch(drafts: readonly MessageDraft[]): Promise<PutBatchResult> {
    return this.#put(drafts, (some) => super.putBatch(some));
  }
}
