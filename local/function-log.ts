// What functions write: one file for all of them in the data directory, each line behind the name of its function. Lines
// below the chosen level are left out.
import { type WriteStream, createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";

const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
export type LogLevel = (typeof LEVELS)[number];

export class FunctionLog {
  readonly #stream: WriteStream;
  readonly #dropped: RegExp | undefined;

  constructor(dataDir: string, levelMin: LogLevel) {
    const dir = join(dataDir, "logs");
    mkdirSync(dir, { recursive: true });
    this.#stream = createWriteStream(join(dir, "functions.log"), { flags: "a" });
    // A log that cannot be written must not end what it tells of; the data beside it tells of a full disk by itself.
    this.#stream.on("error", () => undefined);
    const below = LEVELS.slice(0, LEVELS.indexOf(levelMin));
    this.#dropped = below.length === 0 ? undefined : new RegExp(`"level":"(${below.join("|")})"`);
  }

  write(functionName: string, text: string): void {
    for (const line of text.split("\n")) {
      if (line === "" || this.#dropped?.test(line) === true) continue;
      this.#stream.write(`${functionName} ${line}\n`);
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.closed) resolve();
      else this.#stream.once("close", resolve).end();
    });
  }
}
