// Keeps a broker from being a second master of its name, where its options say so: it asks name servers before it starts, and around each
// registration, and takes no messages from the moment on that one of them names another master. What follows from an answer decides
// master-claim.ts. A master that no name server can be asked about goes on: it is fenced as soon as one answers.

import type { Environment } from '../../environment/environment.ts';
import { decodeClusterInfo } from '../protocol/cluster-info.ts';
import { RESPONSE_CODE } from '../protocol/codes.ts';
import { getClusterInfo } from '../protocol/get-cluster-info.ts';
import { MASTER_ID } from '../protocol/route-data.ts';
import { RemotingClient } from '../remoting/remoting-client.ts';
import { RemotingError } from '../remoting/remoting-error.ts';
import type { FenceRules, MasterClaim } from '../replication/master-claim.ts';
import type { MasterFenced } from '../replication/observations.ts';

export interface FenceContext {
  readonly environment: Environment;
  readonly client: RemotingClient;
  readonly brokerName: string;
  readonly nameServerAddresses: readonly string[];
  readonly claim: MasterClaim;
  readonly rules: FenceRules;
  /** It is not the master any more. */
  readonly steppedDown: () => void;
}

/** A broker is to start as the master of a name that has one. Nothing was changed. */
export class SecondMaster extends Error {
  override readonly name = 'SecondMaster';
  readonly brokerName: string;
  /** `ip:port` of the one that is there. */
  readonly holder: string;
  constructor(brokerName: string, holder: string) {
    super(`${holder} is the master of ${brokerName}`);
    this.brokerName = brokerName;
    this.holder = holder;
  }
}

const TIMEOUT = { timeoutMs: 3_000 } as const;
const PAUSE_MS = 1_000;

export class MasterFence {
  readonly #context: FenceContext;
  /** Unknown until a name server has taken the first registration. */
  #state: 'unknown' | 'master' | 'stepped-down' = 'unknown';

  constructor(context: FenceContext) {
    this.#context = context;
  }

  get isMaster(): boolean {
    return this.#state === 'master';
  }

  get #isOut(): boolean {
    return this.#state === 'stepped-down';
  }

  /** False: the broker is not to tell the name server that it is the master. */
  async mayRegister(nameServer: string): Promise<boolean> {
    if (this.#isOut) return false;
    const { client, brokerName, claim, rules } = this.#context;
    const answer = await holderOf(client, nameServer, brokerName);
    if (answer.kind === 'none') return true;
    if (rules.registrationDecision(claim, answer.holder) === 'step-down') this.#stepDown(answer.holder);
    return !this.#isOut;
  }

  async registered(nameServer: string): Promise<void> {
    const { client, brokerName, claim, rules } = this.#context;
    const answer = await holderOf(client, nameServer, brokerName);
    if (answer.kind === 'none' || this.#isOut) return;
    if (rules.standing(claim, answer.holder) === 'step-down') this.#stepDown(answer.holder);
    else this.#state = 'master';
  }

  #stepDown(holder: string | undefined): void {
    if (this.#isOut) return;
    this.#state = 'stepped-down';
    const { environment, steppedDown } = this.#context;
    environment.observe(fenced(holder, 'stepped-down'));
    steppedDown();
  }
}

/** Resolves when the broker may start as the master. @throws SecondMaster */
export async function awaitPlace(
  environment: Environment,
  {
    brokerName,
    nameServerAddresses,
    claim,
    rules,
  }: Omit<FenceContext, 'environment' | 'client' | 'steppedDown'>,
): Promise<void> {
  const client = new RemotingClient(environment);
  try {
    while (true) {
      const answers = await Promise.all(
        nameServerAddresses.map((nameServer) => holderOf(client, nameServer, brokerName)),
      );
      const holders = answers.flatMap((answer) => (answer.kind === 'none' ? [] : [answer.holder]));
      const decision = rules.startDecision(claim, holders);
      if (decision === 'start') return;
      if (decision === 'taken') {
        const holder = holders.find((one) => one !== undefined && one !== claim.address) ?? '';
        environment.observe(fenced(holder, 'not-started'));
        throw new SecondMaster(brokerName, holder);
      }
      await environment.timers.sleep(PAUSE_MS, 'broker.await-name-server');
    }
  } finally {
    await client.close();
  }
}

type Holder = { readonly kind: 'named'; readonly holder: string | undefined } | { readonly kind: 'none' };

/** Whom the name server names as the master; `none`: it does not answer, or makes no sense. */
async function holderOf(client: RemotingClient, nameServer: string, brokerName: string): Promise<Holder> {
  try {
    const { code, body } = await client.call(nameServer, getClusterInfo, {}, TIMEOUT);
    const info = code === RESPONSE_CODE.success ? decodeClusterInfo(body) : undefined;
    if (info === undefined) return { kind: 'none' };
    return { kind: 'named', holder: info.brokers.get(brokerName)?.addresses.get(MASTER_ID) };
  } catch (error) {
    if (!(error instanceof RemotingError)) throw error;
    return { kind: 'none' };
  }
}

function fenced(holder: string | undefined, how: MasterFenced['how']): MasterFenced {
  return { kind: 'replication.master-fenced', holder: holder ?? '', how };
}
