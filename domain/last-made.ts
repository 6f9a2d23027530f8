// Keeps what was made last, for things that mostly come as the one before did: rows of one order, rows with one error, objects
// of one shape. What the two have in common is not made anew.
export class LastMade<K, V> {
  readonly #make: (key: K) => V;
  readonly #isSame: (key: K, last: K) => boolean;
  #last: { readonly key: K; readonly value: V } | undefined;

  /** `isSame`: whether both keys come to the same; absent: identity. */
  constructor(make: (key: K) => V, isSame: (key: K, last: K) => boolean = Object.is) {
    this.#make = make;
    this.#isSame = isSame;
  }

  of(key: K): V {
    if (this.#last === undefined || !this.#isSame(key, this.#last.key)) this.#last = { key, value: this.#make(key) };
    return this.#last.value;
  }
}
