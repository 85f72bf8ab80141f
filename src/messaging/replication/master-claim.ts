// Whether a broker may be the master of its name, by what name servers say and by its epoch: a number that the operator raises with each
// promotion. The classic protocol elects nobody and fences nobody; but name servers take no registration of an id whose holder has told a
// higher state version (RouteInfoManager.java `registerBroker`, made for controllers), and an epoch travels as that version. Pure.

/** A broker's own wish to be the master of its name. */
export interface MasterClaim {
  /** `ip:port` of the broker. */
  readonly address: string;
  /** 0: the operator has named none. */
  readonly epoch: number;
}

/**
 * Before a start as the master. `taken`: another broker holds the place, and nothing says that this one is meant to succeed it.
 * @param holders whom each name server that has answered names as the master
 */
export function startDecision(
  { address, epoch }: MasterClaim,
  holders: readonly (string | undefined)[],
): 'start' | 'taken' | 'nobody-answered' {
  if (holders.length === 0) return 'nobody-answered';
  const isTaken = holders.some((holder) => holder !== undefined && holder !== address);
  return isTaken && epoch === 0 ? 'taken' : 'start';
}

/** Before a registration: a name server that has forgotten a successor takes anybody, so who is named none does not come back on its own. */
export function registrationDecision(
  { address, epoch }: MasterClaim,
  holder: string | undefined,
): 'register' | 'step-down' {
  return holder === undefined || holder === address || epoch > 0 ? 'register' : 'step-down';
}

/** After it: a name server that names another one still has ignored it, since that one has the higher epoch. */
export function standing({ address }: MasterClaim, holder: string | undefined): 'master' | 'step-down' {
  return holder === undefined || holder === address ? 'master' : 'step-down';
}

export interface FenceRules {
  readonly startDecision: typeof startDecision;
  readonly registrationDecision: typeof registrationDecision;
  readonly standing: typeof standing;
}

export const FENCE_RULES: FenceRules = { startDecision, registrationDecision, standing };
