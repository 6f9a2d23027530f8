// The Ordering API in a thread of its own: tells its URL when it listens, and ends when it is told to. Its environment is
// the thread's; nothing else passes between it and the code that started it.
import { parentPort } from "node:worker_threads";
import { readStandaloneEnv } from "./env.ts";
import { serve } from "./serve.ts";

const { url, end } = await serve(readStandaloneEnv());
parentPort?.once("message", () => {
  void end().then(() => parentPort?.close());
});
parentPort?.postMessage({ url });
