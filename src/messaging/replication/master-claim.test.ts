import { describe, expect, test } from 'vitest';
import { registrationDecision, standing, startDecision } from './master-claim.ts';

const first = { address: 'a:1', epoch: 0 };
const promoted = { address: 'b:1', epoch: 2 };

describe('a broker that is to start as the master', () => {
  test('starts when each name server that answers names nobody, or itself', () => {
    expect(startDecision(first, [undefined])).toBe('start');
    expect(startDecision(first, ['a:1', undefined])).toBe('start');
  });
  test('does not when one of them names another', () => {
    expect(startDecision(first, ['a:1', 'b:1'])).toBe('taken');
  });
  test('does when its operator has named an epoch: name servers know which one is newer', () => {
    expect(startDecision(promoted, ['a:1'])).toBe('start');
  });
  test('waits while nobody answers, whatever its epoch', () => {
    expect(startDecision(first, [])).toBe('nobody-answered');
    expect(startDecision(promoted, [])).toBe('nobody-answered');
  });
});

describe('a master that registers', () => {
  test('goes on while the place is free or its own', () => {
    for (const holder of [undefined, 'a:1']) {
      expect(registrationDecision(first, holder)).toBe('register');
      expect(standing(first, holder)).toBe('master');
    }
  });
  test('does not take a place back without an epoch', () => {
    expect(registrationDecision(first, 'b:1')).toBe('step-down');
  });
  test('takes the place with one, unless it is named by another afterwards, whose epoch is higher', () => {
    expect(registrationDecision(promoted, 'a:1')).toBe('register');
    expect(standing(promoted, 'b:1')).toBe('master');
    expect(standing(promoted, 'c:1')).toBe('step-down');
  });
});
