// Total orders that do not depend on a locale.

/** Order of UTF-16 code units, the order of Java's String.compareTo. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function compareNumbers(left: number, right: number): number {
  return left - right;
}
