// A terminal that remembers what was said to it, without colours.
import type { Terminal } from "../../cli/terminal.ts";

export class FakeTerminal implements Terminal {
  readonly answers: string[] = [];
  readonly notes: string[] = [];
  readonly columns: number | undefined;

  constructor(columns?: number) {
    this.columns = columns;
  }

  answer(text: string): void {
    this.answers.push(text);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  readonly paint = (_style: string, text: string): string => text;
}
