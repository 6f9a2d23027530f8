// Runs the command line as a user does, in a process of its own, and gives back what it said.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

export function apexBulk(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

export interface Report {
  readonly files: readonly {
    readonly file: string;
    readonly batchId: string;
    readonly status: string;
    readonly rows: Record<"total" | "handedOff" | "failed" | "held" | "waiting" | "unchanged", number>;
    readonly orders: Record<string, number>;
    readonly issues: readonly {
      severity: string;
      code: string;
      row: number | null;
      column: string | null;
      fix: string | null;
    }[];
    readonly results: string;
  }[];
}
