// A stream's text as whole lines: what arrives in parts is held back until its line is complete.
export class WholeLines {
  readonly #take: (text: string) => void;
  #rest = "";

  constructor(take: (text: string) => void) {
    this.#take = take;
  }

  add(text: string): void {
    const whole = this.#rest + text;
    const end = whole.lastIndexOf("\n") + 1;
    this.#rest = whole.slice(end);
    if (end > 0) this.#take(whole.slice(0, end));
  }

  end(): void {
    if (this.#rest !== "") this.#take(this.#rest);
    this.#rest = "";
  }
}
