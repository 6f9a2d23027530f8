// The processes that a bench measures: our Ordering API with its state in memory, and the command line, each as a user starts
// it. What a process took is written by the process itself when it ends.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const at = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));
export const WEBHOOK_SECRET = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0xMjM0NTY3ODkw";
export const CLIENT = { client_id: "bench-client", client_secret: "bench-secret" };
const READY_MILLIS = 30_000;
/** As `npm start` has it. */
const NODE_OPTIONS = ["--max-semi-space-size=8"];

/** Peak memory in KiB and processor time, on the last line of stderr. */
const TELL = `data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("\\nUSED "+u.maxRSS+" "+(u.userCPUTime+u.systemCPUTime)/1e6+"\\n")})`;

/** Answers at once; decisions come at once. */
export async function startOrderingApi(callbackPort: number): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, [at("ordering-api/main.ts")], {
    env: {
      ...process.env,
      PORT: "0",
      DECISION_DELAY_MILLIS: "0",
      ORDERING_DATA_DIR: "memory",
      APEX_CLIENT_ID: CLIENT.client_id,
      APEX_CLIENT_SECRET: CLIENT.client_secret,
      APEX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      CALLBACK_BASE_URL: `http://127.0.0.1:${String(callbackPort)}`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((found, fail) => {
    const timer = setTimeout(() => fail(new Error("the Ordering API did not start")), READY_MILLIS);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const base = /http:\/\/127\.0\.0\.1:\d+\/api\/v1/.exec(text)?.[0];
      if (base === undefined) return;
      clearTimeout(timer);
      found(base);
    });
  });
  return { url, stop: () => void child.kill() };
}

export interface Job {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly rows: Readonly<Record<"total" | "handedOff" | "failed" | "held" | "waiting", number>>;
  readonly orders: Readonly<Record<string, number>>;
  /** What the embedded cloud complained of. */
  readonly faults: readonly string[];
}

export interface JobOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called when the outcome is there and the cloud still stands (`--keep`). */
  readonly beforeEnd?: () => Promise<void>;
}

/** `apex-bulk run`, from the command to its result. */
export async function runJob(args: readonly string[], options: JobOptions = {}): Promise<Job> {
  const keep = options.beforeEnd === undefined ? [] : ["--keep"];
  const started = performance.now();
  let wallSeconds = 0;
  const child = spawn(
    process.execPath,
    [...NODE_OPTIONS, "--import", TELL, at("cli/main.ts"), "run", ...args, ...keep, "--json"],
    {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let answer = "";
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise((done) => child.on("close", done));
  child.stdout.on("data", (chunk: Buffer) => {
    answer += chunk.toString();
    if (!answer.endsWith("\n")) return;
    wallSeconds = (performance.now() - started) / 1000;
    void options.beforeEnd?.().finally(() => child.kill("SIGINT"));
  });
  await ended;
  const used = /USED (\d+) ([\d.]+)/.exec(said);
  if (answer === "" || used === null) throw new Error(`the run broke: ${said.slice(-2000)}`);
  const [file] = JSON.parse(answer).files;
  return {
    wallSeconds,
    cpuSeconds: Number(used[2]),
    peakMegabytes: Number(used[1]) / 1024,
    rows: file.rows,
    orders: file.orders,
    faults: said.split("\n").filter((line) => line.startsWith("Inside the cloud")),
  };
}

/** A run against an Ordering API of its own, which answers at once: its environment, and the options that name the API. */
export function againstApi(api: { readonly url: string }, port: number) {
  return {
    args: ["--ordering-url", api.url, "--callback-port", String(port)],
    env: {
      APEX_CLIENT_ID: CLIENT.client_id,
      APEX_CLIENT_SECRET: CLIENT.client_secret,
      APEX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      APEX_CALLS_PER_SECOND: "0",
    },
  };
}
