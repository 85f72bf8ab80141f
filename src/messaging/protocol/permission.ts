// Permission bits of a topic on a broker (facts 1.9).

export const PERMISSION = { inherit: 1, write: 2, read: 4 } as const;

export const READ_AND_WRITE = PERMISSION.read | PERMISSION.write;

export function isReadable(permission: number): boolean {
  return (permission & PERMISSION.read) !== 0;
}

export function isWritable(permission: number): boolean {
  return (permission & PERMISSION.write) !== 0;
}

export function isInherited(permission: number): boolean {
  return (permission & PERMISSION.inherit) !== 0;
}
