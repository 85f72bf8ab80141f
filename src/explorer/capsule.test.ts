import { describe, expect, test } from 'vitest';
import { drawPlan } from '../scenario/draw-plan.ts';
import { buildCapsule, type Capsule, readCapsule, writeCapsule } from './capsule.ts';
import { encodeEvents } from './event-record.ts';
import { TINY_DESIGN, TinyHost, tinyEvent, tinyScenario, violated } from './testing/tiny-host.ts';

async function makeCapsule(): Promise<Capsule> {
  const scenario = tinyScenario();
  const plan = drawPlan(scenario, 'S:7', 'swarm');
  const host = new TinyHost({ rule: () => ({ verdict: violated() }) });
  const [outcome] = await host.perform({ scenario: 'tiny', design: 'plain', source: { kind: 'plan', plan } });
  if (outcome === undefined) throw new Error('no outcome');
  return buildCapsule({
    scenarioSource: 'tiny',
    design: { name: 'plain', source: 'plain', options: TINY_DESIGN.options },
    plan,
    outcome,
    provenance: await host.provenance(),
  });
}

/** Reads the capsule after a change to its JSON. */
async function readChanged(change: (capsule: Record<string, unknown>) => void): Promise<string> {
  const capsule = JSON.parse(writeCapsule(await makeCapsule())) as Record<string, unknown>;
  change(capsule);
  const reading = readCapsule(JSON.stringify(capsule));
  return reading.kind === 'invalid' ? reading.problems.join('\n') : 'valid';
}

describe('capsule', () => {
  test('what was written is read', async () => {
    const capsule = await makeCapsule();
    expect(readCapsule(writeCapsule(capsule))).toEqual({ kind: 'capsule', capsule });
  });

  test('the events of the run, where they were kept, are read and checked', async () => {
    const record = encodeEvents([tinyEvent(1), tinyEvent(2)]);
    const capsule = { ...(await makeCapsule()), record };
    expect(readCapsule(writeCapsule(capsule))).toEqual({ kind: 'capsule', capsule });
    const damaged = { ...capsule, record: { ...record, count: 1 } };
    expect(readCapsule(writeCapsule(damaged))).toMatchObject({
      problems: [expect.stringMatching(/^record is .*: the columns are damaged$/)],
    });
  });

  test('a damaged file is no JSON', async () => {
    const text = writeCapsule(await makeCapsule()).slice(0, 200);
    expect(readCapsule(text)).toMatchObject({
      kind: 'invalid',
      problems: [expect.stringContaining('not JSON')],
    });
  });

  test('foreign JSON is told from a capsule', () => {
    const reading = readCapsule('{"name":"left-pad","version":"1.0.0"}');
    expect(reading).toMatchObject({
      kind: 'invalid',
      problems: expect.arrayContaining([expect.stringContaining('format is missing')]),
    });
    expect(readCapsule('[]').kind).toBe('invalid');
    expect(readCapsule('null').kind).toBe('invalid');
  });

  test('a capsule of a later format is refused by its format', async () => {
    const problem = await readChanged((capsule) => {
      capsule['format'] = 2;
    });
    expect(problem).toMatch(
      /^its format is 2, and this version reads format 1: replay it with version \S+, which saved it$/,
    );
  });

  test('a wrong field is named with its value and what was expected', async () => {
    const problem = await readChanged((capsule) => {
      const plan = capsule['plan'] as { topology: Record<string, unknown> };
      plan.topology['brokers'] = 'three';
    });
    expect(problem).toBe('plan.topology.brokers is "three": expected number, received string');
  });

  test('a fault of an unknown kind is refused with the kinds there are', async () => {
    const problem = await readChanged((capsule) => {
      const plan = capsule['plan'] as { faults: unknown[] };
      plan.faults = [{ slot: 0, fault: { kind: 'meteor', atMs: 1 } }];
    });
    expect(problem).toMatch(/^plan\.faults\[0\]\.fault\.kind is "meteor": one of kill-process, .* expected$/);
  });

  test('a misspelt field is refused', async () => {
    const problem = await readChanged((capsule) => {
      const plan = capsule['plan'] as { conditions: Record<string, unknown> };
      plan.conditions['los'] = 3;
    });
    expect(problem).toContain('Unrecognized key: "los"');
  });
});
