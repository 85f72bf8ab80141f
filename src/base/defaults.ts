// Options over their defaults. Not `{ ...defaults, ...given }`: V8 gives every object whose literal begins with a spread and adds to it
// a hidden class of its own, and code that reads many such objects, as all runs of a batch do, looks up each field the slow way.

/** All of `defaults`, but what `given` says otherwise. */
export function withDefaults<Defaults extends object, Given extends object>(
  defaults: Defaults,
  given: Given,
): Defaults & Given {
  return Object.assign({}, defaults, given);
}
