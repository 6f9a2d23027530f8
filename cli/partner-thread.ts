// The thread of the run's own Ordering API. A command begins it before it loads what it needs itself: on a second processor the two
// load at the same time. This file imports next to nothing for that reason.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { Worker } from "node:worker_threads";
import { compileCacheVariable } from "./compile-cache.ts";
import { Breakdown } from "./usage-error.ts";

export interface PartnerThread {
  /** Rejects when the thread dies before it is closed; never resolves. */
  readonly broken: Promise<never>;
  /** What the thread says once it listens. `settings`: what would be the environment of its process. */
  listen(settings: Readonly<Record<string, string>>, logFile: string): Promise<unknown>;
  /** Calls under way get their answer first. Also for a thread that was never told to listen, or has ended. */
  close(): Promise<void>;
}

const THREAD = new URL("../ordering-api/thread.ts", import.meta.url);

/** One that nobody tells to listen does not keep its process alive. */
export function beginPartnerThread(): PartnerThread {
  const worker = new Worker(THREAD, { env: compileCacheVariable(), execArgv: [], stderr: true });
  worker.unref();
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  let state: "loading" | "listening" | "closing" = "loading";
  const died = (error: unknown): void => {
    if (state === "closing") return;
    reject(new Breakdown(`the Ordering API of this run has ended: ${String(error)}`, { cause: error }));
  };
  worker.once("error", died);
  worker.once("exit", (code) => {
    died(`exit status ${String(code)}`);
    end(undefined);
  });
  return {
    broken,
    async listen(settings, logFile) {
      state = "listening";
      worker.ref();
      worker.stderr.pipe(createWriteStream(logFile, { flags: "a" }));
      worker.postMessage(settings);
      const messages: readonly unknown[] = await Promise.race([once(worker, "message"), broken]);
      return messages[0];
    },
    async close() {
      if (state === "loading") void worker.terminate();
      else if (state === "listening") worker.postMessage("end");
      state = "closing";
      await ended;
    },
  };
}
