// A file of the data directory, or of the assembly, that does not hold what was written into it. The message names the file and
// never shows what is in it: it may be anything, a secret too.
import { readFileSync } from "node:fs";
import { type JsonObject, parseObject } from "./json.ts";

export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
  readonly file: string;

  constructor(file: string, options?: ErrorOptions) {
    super(`${file} is damaged`, options);
    this.file = file;
  }
}

export function readJsonFile(file: string): JsonObject {
  const text = readFileSync(file, "utf8");
  try {
    return parseObject(text);
  } catch (error) {
    throw new DamagedFile(file, { cause: error });
  }
}
