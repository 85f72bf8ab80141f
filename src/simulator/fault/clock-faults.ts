// Faults of the clocks of one machine. Whatever measures time between machines, or over a setting of the clock, by wall time is in danger.

import { faultClass, TIMES } from './fault-class.ts';
import { oneOf, signedOneOf } from './fault-field.ts';
import { pick, STRUCK, struckName } from './machine-choice.ts';

/** Faster than this no clock of the simulator can drift. */
const DRIFT_MAX = 500_000;

export const clockStep = faultClass({
  name: 'clock-step',
  doc: 'The wall clock of a machine is set forward or back, and later set right again; the monotonic clock does not notice.',
  toll: 'clock',
  budget: 'trust in the wall clock of the machine; leases by wall time end early or late by as much',
  heal: 'the clock is set right: a step the other way',
  fields: { ...STRUCK, stepMs: signedOneOf(-2500, -600, 600, 2500), ...TIMES },
  begin: ({ role, index, stepMs }, scene) => {
    const { clock } = pick(scene, role, index);
    clock.stepMs(stepMs);
    return { isEpisode: true, end: () => clock.stepMs(-stepMs) };
  },
  describe: (fault, world) => `${struckName(fault, world)} by ${fault.stepMs} ms`,
});

export const clockDrift = faultClass({
  name: 'clock-drift',
  doc: 'Both clocks of a machine run fast or slow, and its timers with them.',
  toll: 'clock',
  budget:
    'trust in the wall clock of the machine; every time-out and lease is longer or shorter in proportion',
  heal: 'the clocks run at the right rate; what the wall clock gained or lost stays',
  fields: { ...STRUCK, perMillion: signedOneOf(-50_000, -200, 200, 50_000), ...TIMES },
  begin: ({ role, index, perMillion }, scene) => {
    const { clock } = pick(scene, role, index);
    clock.setDriftPerMillion(Math.max(-DRIFT_MAX, Math.min(perMillion, DRIFT_MAX)));
    return { isEpisode: true, end: () => clock.setDriftPerMillion(0) };
  },
  describe: (fault, world) => `${struckName(fault, world)} by ${fault.perMillion} in a million`,
});

export const restlessClock = faultClass({
  name: 'restless-clock',
  doc: 'Time passes while a process computes: two readings of a clock in one step differ.',
  toll: 'clock',
  budget: 'nothing',
  heal: 'the clocks stand still during a step again',
  fields: { ...STRUCK, maximumUs: oneOf(100, 2000), ...TIMES },
  begin: ({ role, index, maximumUs }, scene) => {
    const { clock } = pick(scene, role, index);
    clock.readJitterUs = maximumUs;
    return {
      isEpisode: true,
      end: () => {
        clock.readJitterUs = 0;
      },
    };
  },
  describe: (fault, world) => `${struckName(fault, world)} up to ${fault.maximumUs} µs a reading`,
});
