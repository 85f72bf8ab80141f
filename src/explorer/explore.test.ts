import { describe, expect, test } from 'vitest';
import { readCapsule } from './capsule.ts';
import { type ExploreRequest, explore } from './explore.ts';
import { WHOLE } from './shard.ts';
import { TINY_DESIGN, TinyHost, type TinyRule, tinyScenario, violated } from './testing/tiny-host.ts';

function request(changes: Partial<ExploreRequest> = {}): ExploreRequest {
  return {
    scenarios: [{ source: 'tiny', scenario: tinyScenario() }],
    design: { source: 'plain', design: TINY_DESIGN },
    batch: 'S',
    extent: { kind: 'seeds', range: { first: 0, last: 199 } },
    profile: 'swarm',
    shard: WHOLE,
    maxFailures: undefined,
    ...changes,
  };
}

/** Runs 7, 17, 27 … break the promise in one way, run 100 in another. */
const sevens: TinyRule = (index) => {
  if (index === 100) return { verdict: violated('hundred') };
  return index % 10 === 7 ? { verdict: violated() } : {};
};

function withoutTime(result: Awaited<ReturnType<typeof explore>>): object {
  return { ...result, wallSeconds: 0 };
}

function sumOfDigests(digests: readonly (string | null)[]): string {
  const sum = digests.reduce((total, digest) => total + BigInt(`0x${digest}`), 0n) & 0xffffffffffffffffn;
  return sum.toString(16).padStart(16, '0');
}

describe('explore', () => {
  test('performs every run of the range once and counts what they came to', async () => {
    const host = new TinyHost({ rule: sevens });
    const result = await explore(request(), host);
    expect(result).toMatchObject({
      runs: 200,
      held: 179,
      violated: 21,
      undecided: 0,
      crashed: 0,
      stalled: 0,
    });
    expect(result.events).toBe(20_000);
    expect(result.virtualSeconds).toBe(200);
    expect(result.excused).toEqual({ 'a limit': 20 });
    expect(new Set(host.performed).size).toBe(200);
    expect(host.performed.slice(0, 2)).toEqual(['S:0', 'S:1']);
  });

  test('gives the same result with any number of workers', async () => {
    const one = await explore(request(), new TinyHost({ rule: sevens, workers: 1 }));
    const five = await explore(request(), new TinyHost({ rule: sevens, workers: 5 }));
    expect(withoutTime(five)).toEqual(withoutTime(one));
  });

  test('stops after so many failures at the same run with any number of workers', async () => {
    const one = await explore(request({ maxFailures: 3 }), new TinyHost({ rule: sevens, workers: 1 }));
    const four = await explore(request({ maxFailures: 3 }), new TinyHost({ rule: sevens, workers: 4 }));
    expect(one).toMatchObject({ runs: 28, violated: 3 });
    expect(withoutTime(four)).toEqual(withoutTime(one));
  });

  test('digests of shards add up to the digest of the whole', async () => {
    const whole = await explore(request(), new TinyHost({}));
    const shards = [1, 2, 3].map((number) =>
      explore(request({ shard: { number, of: 3 } }), new TinyHost({})),
    );
    const results = await Promise.all(shards);
    expect(results.map(({ runs }) => runs)).toEqual([67, 67, 66]);
    expect(sumOfDigests(results.map(({ digest }) => digest))).toBe(whole.digest);
  });

  test('another seed gives another digest', async () => {
    const one = await explore(request(), new TinyHost({}));
    const other = await explore(request({ batch: 'T' }), new TinyHost({}));
    expect(other.digest).not.toBe(one.digest);
  });

  test('folds failures by fingerprint and saves the first of each as a capsule', async () => {
    const host = new TinyHost({ rule: sevens, workers: 3 });
    const { failures } = await explore(request(), host);
    expect(failures.map(({ fingerprint, seed, runs }) => ({ fingerprint, seed, runs }))).toEqual([
      { fingerprint: 'seven', seed: 'S:7', runs: 20 },
      { fingerprint: 'hundred', seed: 'S:100', runs: 1 },
    ]);
    expect(failures[0]?.capsule).toBe('capsules/tiny.plain.seven.S-7.json');
    const reading = readCapsule(host.capsules.get('tiny.plain.seven.S-7.json') ?? '');
    expect(reading).toMatchObject({
      kind: 'capsule',
      capsule: { scenario: 'tiny', plan: { seed: 'S:7' }, record: { count: 100 } },
    });
  });

  test('a run that gives two digests is nondeterministic', async () => {
    const host = new TinyHost({ rule: () => ({ isRandom: true }) });
    const result = await explore(request(), host);
    expect(result.nondeterministic).toBe(host.performed.length - 200);
    expect(result.nondeterministic).toBeGreaterThan(0);
    expect(result.failures[0]).toMatchObject({ verdict: 'nondeterministic', oracle: null });
  });

  test('a failure that comes out otherwise when it is saved is nondeterministic', async () => {
    const rule: TinyRule = (index) => (index === 7 ? { verdict: violated(), isRandom: true } : {});
    const host = new TinyHost({ rule });
    const result = await explore(request(), host);
    expect(result).toMatchObject({ runs: 200, held: 199, violated: 0, nondeterministic: 1 });
    const capsule = 'capsules/tiny.plain.seven.S-7.json';
    expect(result.failures).toMatchObject([
      { verdict: 'violated', seed: 'S:7', capsule },
      { verdict: 'nondeterministic', seed: 'S:7', capsule },
    ]);
    const saved = readCapsule([...host.capsules.values()][0] ?? '');
    expect(saved).toMatchObject({ kind: 'capsule', capsule: { verdict: { kind: 'violated' } } });
    expect(saved).not.toHaveProperty('capsule.record');
  });

  test('an engine that throws makes a crashed run, and the others go on', async () => {
    const rule: TinyRule = (index) => {
      if (index === 5) throw new TypeError('five');
      return {};
    };
    const result = await explore(request(), new TinyHost({ rule }));
    expect(result).toMatchObject({ runs: 200, held: 199, crashed: 1 });
    expect(result.failures[0]).toMatchObject({ verdict: 'crashed', seed: 'S:5', message: 'TypeError: five' });
  });

  test('names the marks that no run reached', async () => {
    const odd = await explore(
      request({ extent: { kind: 'seeds', range: { first: 1, last: 1 } } }),
      new TinyHost({}),
    );
    expect(odd.neverReached).toEqual(['an even run']);
    const even = await explore(
      request({ extent: { kind: 'seeds', range: { first: 2, last: 2 } } }),
      new TinyHost({}),
    );
    expect(even.neverReached).toEqual([]);
  });

  test('under a limit of time it takes scenarios in turn, stops in time and has no digest', async () => {
    const scenarios = [tinyScenario('left'), tinyScenario('right')];
    const host = new TinyHost({ scenarios, workers: 2 });
    const result = await explore(
      request({
        scenarios: scenarios.map((scenario) => ({ source: scenario.name, scenario })),
        extent: { kind: 'time', limitMs: 1000 },
      }),
      host,
    );
    expect(result.digest).toBeNull();
    expect(result.runs).toBeGreaterThan(50);
    expect(result.runs).toBeLessThan(200);
    expect(new Set(host.performed).size).toBeLessThan(host.performed.length);
  });

  test('an interrupt leaves the partial result', async () => {
    const host = new TinyHost({ rule: sevens, workers: 2 });
    const result = await explore(request(), host, {
      onRun: ({ seed }) => {
        host.isInterrupted ||= seed === 'S:40';
      },
    });
    expect(result.isInterrupted).toBe(true);
    expect(result.runs).toBeGreaterThan(40);
    expect(result.runs).toBeLessThan(200);
  });

  test('medians and shares describe what the runs contained', async () => {
    const { shape } = await explore(request(), new TinyHost({}));
    expect(shape).toMatchObject({ medianClients: 2, medianMessages: 99, killAndPartitionShare: 0.25 });
  });

  test('reports outcomes in order', async () => {
    const seeds: string[] = [];
    await explore(request(), new TinyHost({ workers: 4 }), {
      onRun: ({ seed }) => void seeds.push(seed),
    });
    expect(seeds).toEqual(Array.from({ length: 200 }, (_, index) => `S:${index}`));
  });
});
