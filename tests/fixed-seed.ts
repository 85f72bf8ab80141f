// Set-up of every test file: properties draw the same values in each run, so that a build is red or green for what changed.

import fc from 'fast-check';

const SEED = 20_261_123;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });
