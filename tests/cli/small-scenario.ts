// The text of a user's own scenario for tests of the command: as small as a cluster can be, without faults, with room for what a test
// wants to go wrong.

export interface SmallScenario {
  /** Statements of `execute` before it sends. */
  readonly before?: string;
  readonly reach?: readonly string[];
}

export function smallScenario({ before = '', reach = [] }: SmallScenario = {}): string {
  return `
import { constant, integer, record } from 'fast-check';
import { encodeText, noPhantom, orderPerKey, scenario } from 'rocketmq-windtunnel';
import { KEY } from './key.ts';

enum Step { created, paid }

export const small = scenario({
  name: 'small',
  doc: 'One broker, a few orders, no trouble.',
  channel: { topic: 'small', group: 'small-desk', isStrictlyOrdered: true, consumption: 'orderly' },
  topology: record({
    nameServers: constant(1),
    brokers: constant(1),
    producers: constant(1),
    consumers: constant(1),
    queuesPerBroker: constant(1),
  }),
  operations: { slot: record({ atMs: integer({ min: 0, max: 1000 }) }), minimum: 1, maximum: 3 },
  startMs: ({ atMs }) => atMs,
  async execute(_operation, { slot, environment, send }) {
    void environment;
    ${before}
    const key = KEY + slot;
    await send({ key, ordinal: 0 }, encodeText(Step[Step.created]));
    await send({ key, ordinal: 1 }, encodeText(Step[Step.paid]));
  },
  faults: [],
  oracles: [orderPerKey, noPhantom],
  reach: ${JSON.stringify(reach)},
});
`;
}

export function smallFiles(options: SmallScenario = {}): Readonly<Record<string, string>> {
  return { 'small.ts': smallScenario(options), 'key.ts': "export const KEY: string = 'order-';\n" };
}
