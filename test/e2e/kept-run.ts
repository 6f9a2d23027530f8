// A `run --keep` in a process of its own: stays up after its outcome, so that operators' commands have a cloud to talk to.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const UP = "stays up";

export class KeptRun {
  stdout = "";
  stderr = "";
  readonly #child: ChildProcess;

  constructor(args: readonly string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, [MAIN, "run", ...args, "--keep"], { env: { ...process.env, ...env } });
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** Its outcome is told and the cloud is there. */
  async up(): Promise<void> {
    while (!this.stderr.includes(UP)) {
      if (this.#child.exitCode !== null) throw new Error(`ended with ${String(this.#child.exitCode)}: ${this.stderr}`);
      await Promise.race([once(this.#child.stderr ?? this.#child, "data"), once(this.#child, "close")]);
    }
  }

  async end(): Promise<number | null> {
    if (this.#child.exitCode === null) {
      this.#child.kill("SIGINT");
      await once(this.#child, "close");
    }
    return this.#child.exitCode;
  }
}
