// Our Ordering API with its limiter, in a process of its own for the rate's bench: the stalls of the embedded cloud's main
// thread must not bunch calls that were sent evenly. Tells its parent when each call came, and how it was answered.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { BehaviorSchema } from "../../ordering-api/behavior.ts";
import { BASE_PATH } from "../../ordering-api/http/match-call.ts";
import { makeStandalone } from "../../ordering-api/standalone.ts";
import { CLIENT, WEBHOOK_SECRET } from "./processes.ts";

const [rate, callbackPort = ""] = process.argv.slice(2);
const { server } = makeStandalone({
  credentials: { default: { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret } },
  webhookSecret: WEBHOOK_SECRET,
  callbackBaseUrl: `http://127.0.0.1:${callbackPort}`,
  decisionDelayMillis: 0,
  behavior: BehaviorSchema.parse({ callsPerSecond: Number(rate) }),
});
server.on("request", (_message, response) => {
  const at = Date.now() / 1000;
  response.once("finish", () => process.send?.({ at, status: response.statusCode }));
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.send?.({ url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${BASE_PATH}` });
process.once("disconnect", () => process.exit());
