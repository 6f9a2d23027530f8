// The Ordering API in a thread of its own. Its first message from outside is its settings, the second ends it; it answers the first by
// its URL once it listens. Its code is loaded by then.
import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import * as z from "zod";
// Not used here: loaded before the settings come, which name a directory.
import "./embedded-table.ts";
import { readStandaloneEnv } from "./env.ts";
import { serve } from "./serve.ts";

const SettingsMessage = z.tuple([z.record(z.string(), z.string())]);

if (parentPort !== null) {
  const port = parentPort;
  const [settings] = SettingsMessage.parse(await once(port, "message"));
  const { url, end } = await serve(readStandaloneEnv(settings));
  port.once("message", () => {
    void end().then(() => {
      port.close();
    });
  });
  port.postMessage({ url });
}
