// Where an idempotent consumer puts the effects of messages: the effect and the id of the message that caused it in one atomic write, so that
// neither can be there without the other. In a service that is its database: all members of a group share one store, for after a rebalance another
// member gets the message again. A store of one process, such as effect-journal.ts, serves where nobody else may get its messages
// (broadcasting, explicit pulls, a queue list by configuration), and the database process itself.

export interface EffectStore {
  /**
   * Exactly once for each id, also when it is called for one id twice at the same time or after a crash. Resolves when the effect is durable;
   * `already`: it was durable before. Rejects when it is unknown whether it is or will be: the same call may be made again.
   */
  apply(id: string, effect: Uint8Array): Promise<'applied' | 'already'>;
}
