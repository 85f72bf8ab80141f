import { describe, expect, test } from 'vitest';
import type { RunOutcome } from '../run-task.ts';
import { causalSliceOf } from './causal-slice.ts';
import type { SliceStep } from './slice-step.ts';
import { TWO_QUEUES, type WrittenEvent, writtenRun } from './testing/written-trace.ts';

const LIMIT = 40;
const CHAIN_PACKETS = 12;

function violated(message: string): RunOutcome['verdict'] {
  return { kind: 'violated', violation: { oracle: 'o', message, fingerprint: 'o' }, atUs: 0, event: 0 };
}

const ORDER = violated('g got message 0 of key k after message 1 of key k');

function textsOf(steps: readonly SliceStep[]): readonly string[] {
  return steps.map((step) => {
    switch (step.kind) {
      case 'packet':
        return `${step.from} > ${step.to}: ${step.text}`;
      case 'gap':
        return `${step.packets} packets, ${step.lines} lines`;
      case 'wait':
        return `${step.machine} waits ${step.times} times for ${step.text}`;
      default:
        return step.text;
    }
  });
}

function sliceOf(story: readonly WrittenEvent[], verdict = ORDER) {
  const slice = causalSliceOf({ ...writtenRun(story), verdict });
  if (slice === undefined) throw new Error('there is no slice');
  return slice;
}

describe('a causal slice', () => {
  test('has the messages that are named, how they got there, who read them, and what was in the way', () => {
    const { steps, subjects, chain } = sliceOf(TWO_QUEUES);
    expect(subjects).toEqual(['k']);
    expect(chain).toEqual({
      event: 16,
      events: 6,
      packets: 2,
      root: { machine: 'late', label: 'process start', atUs: 0 },
    });
    expect(textsOf(steps)).toEqual([
      'sends message 0 of key k',
      'sends message 1 of key k',
      'sender > left: send',
      'left > sender: answer to send',
      'send of message 0 of key k is acknowledged',
      'sender > right: send',
      'right > early: answer to a held request',
      'g gets message 1 of key k',
      'fault 3: pause late for 900 ms',
      'late waits 1 times for client.rebalance',
      'has queue 0 of t on left',
      'late > left: pull',
      'left > late: answer to pull',
      'g gets message 0 of key k',
      'order: g got message 0 of key k after message 1',
    ]);
  });

  test('leaves out faults of others', () => {
    const story = TWO_QUEUES.map((event) =>
      event.label === 'fault begins'
        ? { ...event, says: [{ kind: 'fault-began', text: 'fault 3: pause later for 900 ms' }] }
        : event,
    );
    expect(textsOf(sliceOf(story).steps)).not.toContain('fault 3: pause later for 900 ms');
  });

  test('of what was found when the run was at its end has no chain, but the story of the message', () => {
    const { trace, account } = writtenRun(TWO_QUEUES);
    const told = account.filter(({ kind }) => kind !== 'violated');
    const last = { ...(account.at(-1) as (typeof account)[number]), identity: 'e'.repeat(16) };
    const verdict = violated('message 0 of key k was not handled');
    const slice = causalSliceOf({ trace, account: [...told, last], verdict });
    expect(slice?.chain).toBeNull();
    expect(textsOf(slice?.steps ?? [])).toContain('send of message 0 of key k is acknowledged');
  });

  test('of a long story keeps what matters most, and says how much it leaves out', () => {
    const pulls = Array.from({ length: 100 }, (_, index): readonly WrittenEvent[] => {
      const by = TWO_QUEUES.length + index * 3;
      const ms = 2000 + index;
      return [
        { at: 'left', label: 'network data', by, ms },
        { at: 'left', label: 'lane pull', by: by + 1, ms },
        {
          at: 'late',
          label: 'network data',
          by: by + 2,
          ms,
          says: [{ kind: 'delivery-started', subject: 'k', text: 'g gets message 1 of key k' }],
        },
      ];
    });
    const story = [...TWO_QUEUES, ...pulls.flat()];
    const last = { kind: 'violated', text: 'order: at last' } as const;
    const end = story.length - 1;
    const { steps } = sliceOf(story.with(end, { ...(story[end] as WrittenEvent), says: [last] }));
    expect(steps.length).toBeLessThanOrEqual(LIMIT);
    const texts = textsOf(steps);
    expect(texts[0]).toBe('sends message 0 of key k');
    expect(texts.at(-1)).toBe('order: at last');
    const gaps = steps.filter((step) => step.kind === 'gap');
    expect(gaps.reduce((sum, { packets }) => sum + packets, 0)).toBeGreaterThan(100);
    expect(gaps.some(({ machines }) => machines.includes('left') && machines.includes('late'))).toBe(true);
    expect(steps.map(({ event }) => event)).toEqual(
      steps.map(({ event }) => event).toSorted((left, right) => left - right),
    );
  });

  test('of a long chain shows only the newest packets one by one', () => {
    const pings = Array.from(
      { length: 50 },
      (_, index): WrittenEvent => ({
        at: index % 2 === 0 ? 'a' : 'b',
        label: 'network data',
        ...(index === 0 ? {} : { by: index }),
        ms: index,
        ...(index === 49 ? { says: [{ kind: 'violated', text: 'now' }] } : {}),
      }),
    );
    const { steps } = sliceOf(pings, violated('now'));
    expect(steps).toHaveLength(1 + CHAIN_PACKETS + 1);
    expect(steps[0]).toMatchObject({ kind: 'gap', packets: 49 - CHAIN_PACKETS, machines: ['a', 'b'] });
  });

  test('of which nothing is known before the violating event has the chain', () => {
    const says = [
      { kind: 'stored', queue: 'left t 1', text: 'stores something' },
      { kind: 'violated', machine: '', text: 'that must not be' },
    ];
    const story = TWO_QUEUES.slice(0, 4).map((event, index) =>
      index === 3 ? { ...event, says } : { ...event, says: [] },
    );
    const { steps } = sliceOf(story, violated('that must not be'));
    expect(textsOf(steps)).toEqual(['sender > left: send', 'stores something', 'that must not be']);
  });

  test('tells which packets a fault held, and which were lost before', () => {
    const delays = ['network release', 'network retransmission', 'timer'].map((label) => {
      const story = TWO_QUEUES.slice(0, 4).with(1, { at: 'sender', label, ms: 10 });
      const { trace, account } = writtenRun(story);
      const verdict = { kind: 'crashed', machine: 'left', stack: 'Error' } as const;
      const packet = causalSliceOf({ trace, account, verdict })?.steps.find(({ kind }) => kind === 'packet');
      return packet?.kind === 'packet' ? packet.delay : 'none';
    });
    expect(delays).toEqual(['held', 'sent-again', undefined]);
  });

  test('waits for the same thing are one step', () => {
    const ticks = Array.from(
      { length: 5 },
      (_, index): WrittenEvent => ({
        at: 'late',
        label: 'tick',
        by: TWO_QUEUES.length + index,
        ms: 2000 + index * 500,
        ...(index === 4 ? { says: [{ kind: 'violated', text: 'now' }] } : {}),
      }),
    );
    const { steps } = sliceOf([...TWO_QUEUES, ...ticks]);
    expect(steps.filter((step) => step.kind === 'wait' && step.text === 'tick')).toMatchObject([
      { times: 5, waitedUs: 2_998_000, atUs: 4_000_000 },
    ]);
  });

  test('a crash is explained from the last event, and a run that held is not', () => {
    const { trace, account } = writtenRun(TWO_QUEUES.slice(0, 14));
    const verdict = { kind: 'crashed', machine: 'left', stack: 'TypeError: x' } as const;
    const slice = causalSliceOf({ trace, account, verdict });
    expect(slice).toMatchObject({ message: 'TypeError: x', chain: { event: 14, events: 4 } });
    expect(textsOf(slice?.steps ?? [])).toContain('late > left: pull');
    expect(causalSliceOf({ trace, account, verdict: { kind: 'held' } })).toBeUndefined();
  });
});
