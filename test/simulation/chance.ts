// All chance of a simulation, from its seed alone: a number for each name, so that what one call meets does not depend on
// how many others were made before it. That is what lets a failing run be repeated with some of its faults left out.

/** FNV-1a over the text, mixed as murmur3 does. */
function mixed(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export class Chance {
  readonly #seed: number;
  readonly #drawn = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = Math.imul(seed, 0x9e3779b1) >>> 0;
  }

  /** In [0, 1), always the same for the name. */
  of(name: string): number {
    return mixed(name, this.#seed) / 2 ** 32;
  }

  /** In [0, 1), another one with each call for the name. */
  next(name: string): number {
    const count = (this.#drawn.get(name) ?? 0) + 1;
    this.#drawn.set(name, count);
    return this.of(`${name}~${String(count)}`);
  }

  whole(name: string, from: number, to: number): number {
    return from + Math.floor(this.of(name) * (to - from + 1));
  }

  pick<T>(name: string, choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.of(name) * choices.length)] ?? choices[0];
  }

  /** In the form of a UUID; unique by its count. */
  uuid(name: string): string {
    const part = (n: number): string =>
      Math.floor(this.next(`${name}#${String(n)}`) * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    const [a, b, c, d] = [part(0), part(1), part(2), part(3)];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
  }
}
