// What a history says of who is a slave, of operators who replace a master, of what becomes of the one that was replaced, and of groups that begin
// anew.

/** The machine is a slave from the start, unless an operator promotes it: it keeps what its master has, and does nothing of its own accord. */
export interface SlaveNoted {
  readonly kind: 'slave-noted';
}

/** From its next start on, the machine of the entry is the master of the broker name. */
export interface SlavePromoted {
  readonly kind: 'slave-promoted';
  readonly brokerName: string;
  /** The machine that was the master. It is down, or an operator cannot reach it. */
  readonly instead: string;
}

/** The machine of the entry was replaced, and is there again as the master that it was: nobody has told it anything else. */
export interface MasterReturned {
  readonly kind: 'master-returned';
  readonly brokerName: string;
  /** False: it had stood still, or was cut off, and its process goes on. */
  readonly isNewProcess: boolean;
}

/** An operator has taken the machine of the entry, which had returned, out of its place: from its next start on it is a slave with an empty disk. */
export interface MasterRetired {
  readonly kind: 'master-retired';
  readonly brokerName: string;
}

/** A name server names another machine as the master of the name than before; undefined: none. The machine of the entry is the name server. */
export interface MasterShown {
  readonly kind: 'master-shown';
  readonly brokerName: string;
  readonly master: string | undefined;
}

/** A name server has noticed that two machines claim to be the master of the name. */
export interface SecondMasterNoticed {
  readonly kind: 'second-master-noticed';
  readonly brokerName: string;
  readonly masters: readonly [string, string];
}

/** The machine of the entry has found out that it is not the master of the name. */
export interface MasterFenced {
  readonly kind: 'master-fenced';
  readonly brokerName: string;
  readonly how: 'not-started' | 'stepped-down';
}

/** The machine of the entry, the master, has lost its disk, and so have all its slaves: the broker begins anew with nothing. */
export interface GroupLost {
  readonly kind: 'group-lost';
  readonly brokerName: string;
}

export type PromotionEntry =
  | SlavePromoted
  | MasterReturned
  | MasterRetired
  | MasterShown
  | SecondMasterNoticed
  | MasterFenced
  | SlaveNoted
  | GroupLost;
