// How the local transaction of a transfer goes, beside what faults do to it.

/**
 * `debits`: as it should. `refuses`: there is not enough money. `hangs`: long before it debits, so that the broker asks first. `forgets`: it
 * debits and does not say so. `throws`: after the debit.
 */
export type LocalWork = 'debits' | 'refuses' | 'hangs' | 'forgets' | 'throws';
