// The names by which faults find machines of a cluster.

/**
 * `server` and `client` are what every world has: brokers, and producers with consumers. `any` is everybody but the operator. Masters and
 * slaves are those that began as such; where there are no slaves, a fault that means one strikes a master.
 */
export const ROLES = [
  'broker',
  'master',
  'slave',
  'producer',
  'consumer',
  'name-server',
  'database',
  'server',
  'client',
  'any',
] as const;

export type Role = (typeof ROLES)[number];

export function isRole(name: string): name is Role {
  return (ROLES as readonly string[]).includes(name);
}
