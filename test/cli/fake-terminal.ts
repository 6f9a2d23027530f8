// A terminal that remembers what was said to it, without colors; what would be shown for a line's controls is shown.
import { visibleJson, visibleText } from "../../domain/visible-text.ts";
import type { Terminal } from "../../cli/terminal.ts";

const shown = (line: string): string => `${visibleText(line)}\n`;

export class FakeTerminal implements Terminal {
  readonly answers: string[] = [];
  readonly notes: string[] = [];
  readonly written: Uint8Array[] = [];
  /** Each picture that was drawn in place. */
  readonly drawn: (readonly string[])[] = [];
  readonly questions: string[] = [];
  readonly answerColumns = undefined;
  columns: number | undefined;
  /** What the person answers; undefined: there is nobody. */
  says: boolean | undefined;
  resized: (() => void) | undefined;

  constructor(columns?: number) {
    this.columns = columns;
  }

  answer(...lines: readonly string[]): void {
    this.answers.push(...lines.map(shown));
  }

  copy(...lines: readonly string[]): void {
    this.answer(...lines);
  }

  note(...lines: readonly string[]): void {
    this.notes.push(...lines.map(shown));
  }

  bytes(chunk: Uint8Array): Promise<void> {
    this.written.push(chunk);
    return Promise.resolve();
  }

  json(value: unknown): void {
    this.answers.push(`${visibleJson(value)}\n`);
  }

  draw(lines: readonly string[]): void {
    this.drawn.push(lines);
  }

  leave(): void {
    // What is drawn stays.
  }

  onResize(changed: () => void): () => void {
    this.resized = changed;
    return () => (this.resized = undefined);
  }

  ask(question: string): Promise<boolean | undefined> {
    this.questions.push(question);
    return Promise.resolve(this.says);
  }

  readonly paint = (_style: string, text: string): string => text;
}
