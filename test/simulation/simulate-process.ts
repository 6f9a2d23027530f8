// The simulation in a process of its own, because it replaces the clocks.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const SIMULATE = fileURLToPath(new URL("simulate.ts", import.meta.url));

export interface Ended {
  readonly status: number;
  readonly text: string;
}

export function simulate(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    execFile(
      process.execPath,
      ["--single-threaded", "--max-semi-space-size=64", SIMULATE, ...args],
      options,
      (error, text) => {
        const status = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
        resolve({ status, text });
      },
    );
  });
}
