// What an order uses of AWS, metered: `npm run bench:cost [-- ORDERS SITES]` (default 10 × 10). Our Ordering API runs
// beside the cloud.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSession } from "../../cli/embedded-session.ts";
import { measureOrders } from "../../cli/measure-orders.ts";
import { settingsFromEnvironment } from "../../cli/settings-from-environment.ts";
import { billOf } from "../../local/meter/bill.ts";
import { entriesOf } from "../../local/meter/meter.ts";
import { PRICES } from "../../local/meter/prices.ts";

/** Another number than is measured: the same orders again would be found unchanged. */
const WARM_UP_SITES = 2;
const SHOWN = [
  "dynamodbWriteUnits",
  "dynamodbReadUnits",
  "lambdaGbSeconds",
  "lambdaRequests",
  "logBytes",
  "s3Puts",
  "s3Gets",
] as const;

const [orders = 10, sitesPerOrder = 10] = process.argv.slice(2).map(Number);
const directory = await mkdtemp(join(tmpdir(), "apex-cost-"));
const session = await openEmbeddedSession({
  directory: join(directory, "cloud"),
  fresh: true,
  settings: settingsFromEnvironment(undefined, {}),
  callbackPort: undefined,
  say: (line) => console.error(line),
});
try {
  const means = {
    directory,
    display: { show: () => undefined, say: () => undefined, end: () => undefined },
    timeoutMillis: 600_000,
    interrupted: new AbortController().signal,
  };
  // Starting the functions and compiling their code is in the bill of these.
  await measureOrders(session, { orders, sitesPerOrder: WARM_UP_SITES }, means);
  const { used } = await measureOrders(session, { orders, sitesPerOrder }, means);
  const per = (amount: number, count: number): string => (amount / count).toFixed(3);
  console.log(`${String(orders)} orders of ${String(sitesPerOrder)} sites, after as many of ${String(WARM_UP_SITES)}`);
  for (const [unit, amount] of entriesOf(used.totals)) {
    const { usd, per: units } = PRICES[unit];
    console.log(
      `${unit.padEnd(22)} ${per(amount, orders).padStart(12)} per order ${per(amount, orders * sitesPerOrder).padStart(12)} per site` +
        `   $${((amount / orders / units) * usd * 1000).toFixed(4)} per 1,000 orders`,
    );
  }
  const { total } = billOf(used.totals);
  console.log(`in all, per 1,000 orders  $${((total / orders) * 1000).toFixed(4)}`);
  console.log(
    "\nPer order, by who asked: write units, read units, GB-seconds, invocations, log bytes, S3 puts and gets",
  );
  for (const [caller, amounts] of Object.entries(used.byCaller)) {
    const cells = SHOWN.map((unit) => per(amounts[unit] ?? 0, orders).padStart(10));
    console.log(`${caller.padEnd(54)} ${cells.join("")}`);
  }
} finally {
  await session.close();
  await rm(directory, { recursive: true, force: true });
}
