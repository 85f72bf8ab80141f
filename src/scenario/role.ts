// The names by which faults find machines of a cluster.

/** `server` and `client` are what every world has: brokers, and producers with consumers. `any` is everybody but the operator. */
export const ROLES = [
  'broker',
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
