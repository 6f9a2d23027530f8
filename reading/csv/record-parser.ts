// csv-parse's stream, with each record taken as it is pushed: nothing is queued, and `info` is that of this very record.
import { type Options, Parser } from "csv-parse";

export class RecordParser extends Parser {
  readonly #take: (cells: string[]) => void;

  constructor(options: Options, take: (cells: string[]) => void) {
    super(options);
    this.#take = take;
  }

  override push(record: unknown): boolean {
    if (isRecord(record)) this.#take(record);
    return isRecord(record) || super.push(record);
  }
}

const isRecord = (value: unknown): value is string[] => Array.isArray(value);
