// The addresses of the embedded cloud are open before anything behind them is: what they answer until then.
import { afterEach, expect, it } from "vitest";
import { type Fronts, openFronts } from "../../local/fronts.ts";
import { Meter } from "../../local/meter/meter.ts";
import { systemClock } from "../../local/clock.ts";

let fronts: Fronts | undefined;
afterEach(async () => {
  await fronts?.close();
});

it("a callback that comes while the cloud starts is told to come again, and never that there is no such address", async () => {
  const options = { clock: systemClock, meter: new Meter(), endpointPort: 0, httpApiPorts: {} };
  const opened = await openFronts([{ stack: "s", logicalId: "Api", id: "api1", name: "callbacks" }], options);
  fronts = opened;
  const post = async (): Promise<number> =>
    (await fetch(`${opened.addressOf("callbacks")}/callbacks/credit`, { method: "POST", body: "{}" })).status;
  expect(await post()).toBe(503);
  // Its routes are there before the functions are.
  opened.apis.get("api1")?.setRoutes([{ key: "POST /callbacks/{kind}", functionArn: "arn:callback" }]);
  expect(await post()).toBe(503);
  const invoked: string[] = [];
  opened.serve(
    () => Promise.reject(new Error("no service is called here")),
    (functionArn) => {
      invoked.push(functionArn);
      return Promise.resolve({ ok: true, payload: { statusCode: 202 } });
    },
  );
  expect(await post()).toBe(202);
  expect(invoked).toEqual(["arn:callback"]);
  expect((await fetch(`${opened.addressOf("callbacks")}/elsewhere`, { method: "POST" })).status).toBe(404);
});
