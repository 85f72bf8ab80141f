// Puts a guard's traps in the place of functions of the host. A trap has the name, the properties and the identity rules of what it replaces:
// one function under two names stays one function, and `instanceof`, `new` and subclasses work. What is missing here is passed over,
// since hosts differ; so is what the host has sealed.

import type { Guard } from './guard.ts';
import type { Callable, Forbidden } from './guard-error.ts';

export interface Group {
  readonly kind: Forbidden;
  /** How code calls the owner: `Math`. Empty for globals. */
  readonly prefix: string;
  readonly owner: object | undefined;
  readonly keys: readonly string[];
}

export class TrapSetter {
  readonly #guard: Guard;
  readonly #traps = new Map<Callable, Callable>();
  readonly #made = new Set<Callable>();

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  /** Traps the functions, also when they are inherited or made at their first use. */
  set({ kind, prefix, owner, keys }: Group): void {
    for (const key of keys) {
      const holder = holderOf(owner, key);
      const name = prefix === '' ? key : `${prefix}.${key}`;
      if (holder !== undefined) this.#replace(holder, key, (value) => this.trapOf(value, name, kind));
    }
  }

  /** Traps functions for good: who puts an earlier function back, as test runners do, gets the trap. */
  setLasting(group: Group): void {
    this.set(group);
    const { owner, keys } = group;
    for (const key of owner === undefined ? [] : keys) {
      let value = Reflect.get(owner as object, key) as unknown;
      Object.defineProperty(owner, key, {
        configurable: true,
        enumerable: true,
        get: () => value,
        set: (next: unknown) => {
          value = this.#traps.get(next as Callable) ?? next;
        },
      });
    }
  }

  /** Traps the reading of values. */
  setReads({ kind, prefix, owner, keys }: Group): void {
    for (const key of keys) {
      const holder = holderOf(owner, key);
      const property = holder && Object.getOwnPropertyDescriptor(holder, key);
      if (holder === undefined || property?.get === undefined || !property.configurable) continue;
      const get = this.#trapCall(property.get as Callable, `${prefix}.${key}`, kind);
      Object.defineProperty(holder, key, { ...property, get });
    }
  }

  /** Traps a constructor only when it is called without arguments; its functions by name. */
  setEmptyConstruction(owner: object, key: string, kind: Forbidden): void {
    this.#replace(owner, key, (original) => {
      const trap = this.#trapConstruction(original, key, { kind, onlyEmpty: true });
      Object.defineProperty((original as unknown as { prototype: object }).prototype, 'constructor', {
        configurable: true,
        enumerable: false,
        writable: true,
        value: trap,
      });
      return trap;
    });
  }

  /** The trap in the place of a function, one per function. */
  trapOf(original: Callable, name: string, kind: Forbidden): Callable {
    if (this.#made.has(original)) return original;
    const known = this.#traps.get(original);
    if (known !== undefined) return known;
    const isClass = /(^|\.)[A-Z]\w*$/.test(name);
    const trap = isClass
      ? this.#trapConstruction(original, name, { kind, onlyEmpty: false })
      : this.#trapCall(original, name, kind);
    this.#traps.set(original, trap);
    this.#made.add(trap);
    if (!isClass) this.#copyProperties(original, trap, { name, kind });
    return trap;
  }

  #replace(holder: object, key: string, trapFor: (original: Callable) => Callable): void {
    const property = Object.getOwnPropertyDescriptor(holder, key);
    if (property === undefined || !(property.configurable || property.writable)) return;
    const replaced = (value: unknown) => (typeof value === 'function' ? trapFor(value as Callable) : value);
    if ('value' in property) {
      Object.defineProperty(holder, key, { ...property, value: replaced(property.value) });
    } else if (property.get !== undefined && property.configurable) {
      const { get } = property;
      const getTrap = function (this: unknown) {
        return replaced(Reflect.apply(get, this, []));
      };
      Object.defineProperty(holder, key, { ...property, get: getTrap });
    }
  }

  #trapCall(original: Callable, name: string, kind: Forbidden): Callable {
    const guard = this.#guard;
    const trap = function (this: unknown, ...args: never[]): unknown {
      if (guard.isActive) guard.refuse({ name, kind, trap });
      return Reflect.apply(original, this, args);
    };
    return trap;
  }

  /** Variants of a function are its properties: process.hrtime.bigint, and what promisify makes of setTimeout. */
  #copyProperties(
    original: Callable,
    trap: Callable,
    { name, kind }: { readonly name: string; readonly kind: Forbidden },
  ): void {
    for (const key of Reflect.ownKeys(original)) {
      const property = Object.getOwnPropertyDescriptor(original, key) as PropertyDescriptor;
      const isVariant = key !== 'constructor' && key !== 'prototype' && typeof property.value === 'function';
      const label = typeof key === 'symbol' ? name : `${name}.${key}`;
      const value = isVariant ? this.trapOf(property.value as Callable, label, kind) : property.value;
      Object.defineProperty(trap, key, 'value' in property ? { ...property, value } : property);
    }
  }

  #trapConstruction(
    original: Callable,
    name: string,
    { kind, onlyEmpty }: { readonly kind: Forbidden; readonly onlyEmpty: boolean },
  ): Callable {
    const guard = this.#guard;
    const trap: Callable = new Proxy(original, {
      apply: function apply(target, self, args): unknown {
        if (guard.isActive) guard.refuse({ name, kind, trap: apply });
        return Reflect.apply(target, self, args);
      },
      construct: function construct(target, args: unknown[], newTarget): object {
        if (guard.isActive && (!onlyEmpty || args.length === 0)) {
          guard.refuse({ name: `new ${name}`, kind, trap: construct });
        }
        return Reflect.construct(target, args, newTarget === trap ? target : newTarget) as object;
      },
    });
    return trap;
  }
}

/** Where in its chain of prototypes the owner has the property. */
function holderOf(owner: object | undefined, key: string): object | undefined {
  for (let holder = owner; holder !== undefined && holder !== null; ) {
    if (Object.hasOwn(holder, key)) return holder;
    holder = Object.getPrototypeOf(holder) as object;
  }
  return undefined;
}
