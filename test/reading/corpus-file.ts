// A file of the corpus: how it is made, and what it must come to.
export interface CorpusFile {
  readonly name: string;
  readonly make: () => string | Uint8Array;
  /** Codes of the receipt, errors, warnings and repairs, each once. */
  readonly codes: readonly string[];
  /** Rows in all, and rows that go. */
  readonly rows: readonly [total: number, sent: number];
  readonly policy?: "order" | "file" | "site";
  readonly distributor?: string;
}
