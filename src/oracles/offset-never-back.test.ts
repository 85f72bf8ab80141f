import { describe, expect, test } from 'vitest';
import { offsetNeverBack } from './offset-never-back.ts';
import {
  cameBack,
  died,
  kept,
  type Line,
  member,
  moved,
  seeks,
  verdictOn,
} from './testing/written-ownership.ts';

const say = (...lines: Line[]) => verdictOn(offsetNeverBack, ...lines)?.fingerprint;
const asks = (atMs: number, machine = 'consumer-0') => member(atMs, machine, 'start-asked');
const begins = (atMs: number, offset: number, machine = 'consumer-0') =>
  member(atMs, machine, { kind: 'start-found', offset });
const sends = (atMs: number, offset: number) => member(atMs, 'consumer-0', { kind: 'offset-sent', offset });
const promoted = (atMs: number, machine: string): Line => [
  atMs,
  machine,
  { kind: 'slave-promoted', brokerName: 'broker-0', instead: 'broker-0' },
];

/** A slave has taken the place of broker-0, and was told 20. */
const over = [kept(0, 15, undefined), promoted(1, 'slave-1'), kept(2, 20, 10)];

describe('a group goes on', () => {
  test('when a member begins where the broker remembers it to be', () => {
    expect(say(asks(0), begins(1, 0), kept(2, 20, undefined), asks(3), begins(4, 20))).toBeUndefined();
  });
  test('when an offset arrived after the answer left', () => {
    expect(say(kept(0, 10, undefined), asks(1), kept(2, 20, 10), begins(3, 10))).toBeUndefined();
  });
  test('when a smaller one arrived late and was overwritten again meanwhile', () => {
    const late = [sends(0, 10), kept(0, 20, undefined), asks(1), kept(2, 10, 20), kept(3, 20, 10)];
    expect(say(...late, begins(4, 10))).toBeUndefined();
  });
  test('when the broker ended and lost some offsets', () => {
    const lost = [kept(0, 20, undefined), died(1, 'broker-0'), asks(2), begins(3, 10)];
    expect(say(...lost, kept(4, 11, 10))).toBeUndefined();
  });
  test('whatever a slave remembers of it', () => {
    const slave: Line = [1, 'slave-1', { ...kept(1, 10, undefined)[2], isAtSlave: true } as Line[2]];
    expect(say(kept(0, 20, undefined), slave, kept(2, 21, 20))).toBeUndefined();
  });
  test('when a slave takes the place of its broker, and knows less', () => {
    const lost = [kept(0, 20, undefined), promoted(1, 'slave-1'), asks(2), begins(3, 10)];
    expect(say(...lost, kept(4, 11, 10), asks(5), died(6, 'slave-1'), begins(7, 10))).toBeUndefined();
  });
  test('when a member asks by an old route, after a promotion, the machine that was its broker', () => {
    const old = seeks(30_000, 'broker-0', 'broker-0');
    expect(say(...over, asks(30_000), old, begins(30_001, 10))).toBeUndefined();
  });
  test('when a member asks a slave, because its route from the death of the master names no other', () => {
    expect(
      say(...over, asks(30_000), seeks(30_000, 'slave-2', undefined), begins(30_001, 10)),
    ).toBeUndefined();
  });
  test('when a fault keeps the route of a member old', () => {
    const cut: Line = [3, '', { kind: 'fault-began', slot: 0, description: 'isolate consumer-0' }];
    const old = seeks(50_000, 'broker-0', 'broker-0');
    expect(say(...over, cut, asks(50_000), old, begins(50_001, 10))).toBeUndefined();
  });
  test('when members tell the master of their routes, whoever it is, or another one where those name none', () => {
    const told = (to: string, masterInRoutes: string | undefined, isCarried = false) =>
      say(member(0, 'consumer-0', { kind: 'offset-sent', offset: 2, isCarried, to, masterInRoutes }));
    expect([told('broker-0', 'broker-0'), told('broker-0', 'broker-0', true)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(told('slave-1', undefined)).toBeUndefined();
    const wrong = 'offset-never-back: told to a slave';
    expect([told('slave-1', 'broker-0'), told('slave-1', 'broker-0', true)]).toEqual([wrong, wrong]);
    expect(told('slave-1', undefined, true)).toBe(wrong);
  });
  test('when an operator moved it', () => {
    expect(say(kept(0, 20, undefined), kept(1, 5, 20, 'reset'), asks(2), begins(3, 5))).toBeUndefined();
  });
  test('when it sends less after it took the queue again', () => {
    const again = [member(1, 'consumer-0', 'queue-gained'), sends(2, 12)];
    expect(say(sends(0, 20), ...again)).toBeUndefined();
  });
  test('when an offset alone was handed over after a pull was built that carries a larger one', () => {
    const carried = member(0, 'consumer-0', { kind: 'offset-sent', offset: 2, isCarried: true });
    expect(say(carried, sends(1, 1))).toBeUndefined();
  });
  test('when a power loss took the end of the queue', () => {
    expect(say(cameBack(0, 12), moved(1, 'consumer-0', 20, 12))).toBeUndefined();
  });
  test('when the answer is from the life before', () => {
    expect(say(cameBack(0, 12), cameBack(1, 15), moved(2, 'consumer-0', 20, 13))).toBeUndefined();
  });
  test('when retention moved it forward', () => {
    expect(say(cameBack(0, 12), moved(1, 'consumer-0', 2, 7))).toBeUndefined();
  });
});

describe('a group goes back', () => {
  test('when a member begins where it once was', () => {
    expect(say(kept(0, 10, undefined), kept(1, 20, 10), asks(2), begins(3, 10))).toBe(
      'offset-never-back: begun too early',
    );
  });
  test('when a member begins anew though an offset is kept', () => {
    expect(say(kept(0, 1, undefined), asks(1), begins(2, 0))).toBe('offset-never-back: begun too early');
  });
  test('when a member begins too early after a promotion, and its route is no excuse', () => {
    const early = 'offset-never-back: begun too early';
    const begun = [asks(3), begins(6, 10)] as const;
    expect(say(...over, ...begun)).toBe(early);
    expect(say(...over, asks(3), seeks(4, 'slave-1', 'slave-1'), begins(6, 10))).toBe(early);
    expect(say(...over, asks(3), seeks(4, 'broker-0', 'slave-1'), begins(6, 10))).toBe(early);
    const late = 36_000;
    expect(say(...over, asks(late), seeks(late, 'broker-0', 'broker-0'), begins(late + 1, 10))).toBe(early);
  });
  test('when a slave that is the broker now goes on and forgets, whatever befalls the machine that was', () => {
    const before = [kept(0, 15, undefined), promoted(1, 'slave-1'), kept(2, 20, 10), died(3, 'broker-0')];
    expect(say(...before)).toBeUndefined();
    expect(say(...before, kept(4, 21, 10))).toBe('offset-never-back: forgotten');
  });
  test('when its broker forgets its first offset', () => {
    expect(say(kept(0, 3, undefined), kept(1, 4, undefined))).toBe('offset-never-back: forgotten');
  });
  test('when its broker forgets again after it has ended once', () => {
    const back = [kept(0, 3, undefined), died(1, 'broker-0'), kept(2, 4, 2)];
    expect(say(...back, kept(3, 5, undefined))).toBe('offset-never-back: forgotten');
  });
  test('when an owner sends less than before', () => {
    expect(say(member(0, 'consumer-0', 'queue-gained'), sends(1, 20), sends(2, 19))).toBe(
      'offset-never-back: sent back',
    );
  });
  test('when its broker remembers what nobody sent', () => {
    expect(say(sends(0, 3), kept(1, 3, undefined), kept(2, 0, 3, 'pull'))).toBe('offset-never-back: made up');
  });
  test('when it is sent further back than the queue ends', () => {
    expect(say(cameBack(0, 12), moved(1, 'consumer-0', 20, 0))).toBe('offset-never-back: moved too far');
  });
});
