// The fields of a fault as data: what a value may be, and what is drawn. Whoever reads faults from outside builds a schema from them,
// whoever draws faults an arbitrary; the type of a fault follows from them too.

/** Valid: any integer in the bounds. Drawn: uniform between the two `drawn` values. */
export interface RangeField {
  readonly kind: 'range';
  readonly minimum: number;
  readonly maximum: number;
  readonly drawnMinimum: number;
  readonly drawnMaximum: number;
}

/** Valid: any integer in the bounds. Drawn: one of the values; a value that is listed twice is drawn twice as often. */
export interface ChoiceField {
  readonly kind: 'choice';
  readonly minimum: number;
  readonly maximum: number;
  readonly values: readonly number[];
}

/** One of a few words; a word that is listed twice is drawn twice as often. */
export interface WordField<Word extends string = string> {
  readonly kind: 'word';
  readonly words: readonly Word[];
}

/** The name of a group of machines; which there are is known to whoever set the machines up. */
export interface GroupField {
  readonly kind: 'group';
}

/** Beginning of the paths of a disk that are meant; the empty text means all of them. Drawn: empty, unless the source says more. */
export interface PathField {
  readonly kind: 'path';
}

export type FaultField = RangeField | ChoiceField | WordField | GroupField | PathField;
export type FaultFields = Readonly<Record<string, FaultField>>;

export type ValueOf<Field extends FaultField> =
  Field extends WordField<infer Word> ? Word : Field extends GroupField | PathField ? string : number;

const COUNT_MAX = 1_000_000_000;
const INDEX_DRAWN_MAX = 1000;
/** Bits of 30 machines; see `splitByBits`. */
const BITS_MAX = 2 ** 31 - 1;
const BITS_DRAWN_MAX = 2 ** 30 - 1;

/** A count or a duration, drawn between the two values. */
export function between(drawnMinimum: number, drawnMaximum: number): RangeField {
  return { kind: 'range', minimum: 0, maximum: COUNT_MAX, drawnMinimum, drawnMaximum };
}

/** A count or a duration, drawn from the values. */
export function oneOf(...values: readonly number[]): ChoiceField {
  return { kind: 'choice', minimum: 0, maximum: COUNT_MAX, values };
}

/** An integer of either sign, drawn from the values. */
export function signedOneOf(...values: readonly number[]): ChoiceField {
  return { kind: 'choice', minimum: -COUNT_MAX, maximum: COUNT_MAX, values };
}

export function wordOf<Word extends string>(...words: readonly Word[]): WordField<Word> {
  return { kind: 'word', words };
}

/** Index of a machine in a group, modulo those that there are. */
export const MACHINE: RangeField = Object.freeze(between(0, INDEX_DRAWN_MAX));

export const GROUP: GroupField = Object.freeze({ kind: 'group' });

export const PATHS: PathField = Object.freeze({ kind: 'path' });

/** Bit i puts machine i (modulo 30) on the one side. */
export const SIDES: RangeField = Object.freeze({
  kind: 'range',
  minimum: 0,
  maximum: BITS_MAX,
  drawnMinimum: 1,
  drawnMaximum: BITS_DRAWN_MAX,
});
