import { describe, expect, test } from 'vitest';
import { shapeDesign, shapeScenario } from './module-shape.ts';
import { TINY_DESIGN, tinyScenario } from './testing/tiny-host.ts';

describe('shape of a module', () => {
  test('the one scenario is found among other exports', () => {
    const scenario = tinyScenario();
    const shaped = shapeScenario({ STEPS: ['a'], limit: 3, mine: scenario });
    expect(shaped).toEqual({ kind: 'shaped', value: scenario, exportName: 'mine' });
  });

  test('the same value under two names is one scenario', () => {
    const scenario = tinyScenario();
    expect(shapeScenario({ mine: scenario, default: scenario }).kind).toBe('shaped');
  });

  test('two scenarios are one too many', () => {
    const shaped = shapeScenario({ one: tinyScenario('one'), two: tinyScenario('two') });
    expect(shaped).toEqual({
      kind: 'misshapen',
      problems: ['it exports one and two: one scenario per file'],
    });
  });

  test('nothing is no scenario', () => {
    expect(shapeScenario({ answer: 42 })).toEqual({
      kind: 'misshapen',
      problems: ['it exports no scenario'],
    });
  });

  test('a design may be named after a version, a scenario not', () => {
    expect(shapeDesign({ mine: { ...TINY_DESIGN, name: 'my-broker-2.1' } }).kind).toBe('shaped');
    expect(shapeScenario({ mine: { ...tinyScenario(), name: 'my-orders-2.1' } }).kind).toBe('misshapen');
  });

  test('each wrong field is named with its value', () => {
    const shaped = shapeScenario({
      mine: { ...tinyScenario(), name: 'My Orders', execute: 'later', oracles: [] },
    });
    expect(shaped).toMatchObject({
      kind: 'misshapen',
      problems: [
        'name is "My Orders": a kebab-case name expected, such as my-orders',
        'execute is "later": a function expected',
        'oracles is []: at least one oracle expected',
      ],
    });
  });

  test('a design is found, and its wrong fields are named', () => {
    expect(shapeDesign({ plain: TINY_DESIGN })).toMatchObject({ kind: 'shaped', exportName: 'plain' });
    expect(shapeDesign({ plain: { ...TINY_DESIGN, options: 3 } })).toMatchObject({
      problems: [expect.stringContaining('options is 3')],
    });
  });
});
