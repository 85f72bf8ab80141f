// What a history says of operators who replace a master.

/** From its next start on, the machine of the entry is the master of the broker name; the one that was it is down. */
export interface SlavePromoted {
  readonly kind: 'slave-promoted';
  readonly brokerName: string;
  /** The machine that was the master. */
  readonly instead: string;
}
