// The cluster as faults see it: roles are the names of groups.

import { assert } from '../base/assert.ts';
import type { FaultWorld } from '../simulator/fault/fault-class.ts';
import type { Holds } from '../simulator/fault/holds.ts';
import type { Simulation } from '../simulator/simulation.ts';
import type { Cluster } from './cluster.ts';
import { isRole } from './role.ts';

export function faultWorld(simulation: Simulation, cluster: Cluster, holds: Holds): FaultWorld {
  return {
    simulation,
    holds,
    group: (name) => {
      assert(isRole(name), `no role is named ${name}`);
      return cluster.ofRole(name);
    },
  };
}
