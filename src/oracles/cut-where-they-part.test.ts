import { expect, test } from 'vitest';
import { cutWhereTheyPart } from './cut-where-they-part.ts';
import { at, verdictOf, wrote } from './testing/written-replicas.ts';

const cut = (position: number, partsAt = 130) =>
  at('broker-0', { kind: 'replica-cut', brokerName: 'broker-0', position, partsAt, recordEnd: 100 });

const say = (position: number, partsAt?: number) =>
  verdictOf(cutWhereTheyPart, [wrote('broker-0', 300), cut(position, partsAt)])?.fingerprint;

test('a log may be cut behind the last record that both have, within the one that differs too', () => {
  expect([say(100), say(130), say(100, 100)]).toEqual([undefined, undefined, undefined]);
});

test('not further, and not less', () => {
  expect(say(99)).toBe('cut-where-they-part: too far');
  expect(say(131)).toBe('cut-where-they-part: too short');
});
