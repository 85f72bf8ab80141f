import { describe, expect, test } from 'vitest';
import { noPhantom } from './no-phantom.ts';
import { delivered, ended, sent, verdictOf } from './testing/written-history.ts';

const say = (...entries: Parameters<typeof verdictOf>[1]) => verdictOf(noPhantom, entries)?.fingerprint;

describe('no phantom holds', () => {
  test('when what was acknowledged is delivered', () => {
    expect(say(sent('k/0'), ended('k/0', 'acknowledged'), delivered('k/0'))).toBeUndefined();
  });
  test('when what ended unknown is delivered, before or after', () => {
    expect(say(sent('k/0'), delivered('k/0'), ended('k/0', 'unknown'), delivered('k/0'))).toBeUndefined();
  });
  test('when what was rejected is never seen', () => {
    expect(say(sent('k/0'), ended('k/0', 'rejected'))).toBeUndefined();
  });
});

describe('no phantom holds for what is sent again', () => {
  test('when a send that may have stored it comes before a rejection', () => {
    const doubtful = [sent('k/0'), ended('k/0', 'unknown'), sent('k/0'), ended('k/0', 'rejected')];
    expect(say(...doubtful, delivered('k/0'))).toBeUndefined();
    expect(say(...doubtful.slice(0, 3), delivered('k/0'), ended('k/0', 'rejected'))).toBeUndefined();
  });
  test('when it was rejected first and is under way again', () => {
    expect(say(sent('k/0'), ended('k/0', 'rejected'), sent('k/0'), delivered('k/0'))).toBeUndefined();
  });
});

describe('no phantom is violated', () => {
  test('by a message of which every send was rejected', () => {
    const refused = [sent('k/0'), ended('k/0', 'rejected'), sent('k/0'), ended('k/0', 'rejected')];
    expect(say(...refused, delivered('k/0'))).toBe('no-phantom: refused');
  });
  test('by a message that nobody sent', () => {
    expect(say(sent('k/0'), delivered('k/1'))).toBe('no-phantom: never sent');
  });
  test('by a message whose send was rejected before', () => {
    expect(say(sent('k/0'), ended('k/0', 'rejected'), delivered('k/0'))).toBe('no-phantom: refused');
  });
  test('by a rejection of what was delivered already', () => {
    expect(say(sent('k/0'), delivered('k/0'), ended('k/0', 'rejected'))).toBe('no-phantom: refused');
  });
  test('by another body', () => {
    expect(say(sent('k/0'), delivered('k/0', { bodyCrc: 8 }))).toBe('no-phantom: other body');
  });
});
