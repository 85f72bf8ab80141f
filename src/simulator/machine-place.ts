// Where a machine is: what others need to know to reach it.

export interface MachinePlace {
  readonly index: number;
  readonly name: string;
  /** IPv4 address. */
  readonly host: string;
}
