// What an order uses of AWS, metered: `npm run bench:cost [-- ORDERS SITES]` (default 10 × 10). Our Ordering API runs
// beside the cloud.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSession } from "../../cli/embedded-session.ts";
import { measureOrders } from "../../cli/measure-orders.ts";
import { settingsFromEnvironment } from "../../cli/settings-from-environment.ts";
import { entriesOf } from "../../local/meter/meter.ts";

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
  const { used } = await measureOrders(
    session,
    { orders, sitesPerOrder },
    {
      directory,
      display: { show: () => undefined, say: () => undefined, end: () => undefined },
      timeoutMillis: 600_000,
      interrupted: new AbortController().signal,
    },
  );
  const per = (amount: number, count: number): string => (amount / count).toFixed(3);
  console.log(`${String(orders)} orders of ${String(sitesPerOrder)} sites`);
  for (const [unit, amount] of entriesOf(used.totals)) {
    console.log(
      `${unit.padEnd(22)} ${per(amount, orders).padStart(12)} per order ${per(amount, orders * sitesPerOrder).padStart(12)} per site`,
    );
  }
  console.log("\nDynamoDB per site, by function: write units, read units");
  for (const [caller, amounts] of Object.entries(used.byCaller)) {
    const { dynamodbWriteUnits: write = 0, dynamodbReadUnits: read = 0 } = amounts;
    if (write + read === 0) continue;
    const sites = orders * sitesPerOrder;
    console.log(`${caller.padEnd(64)} ${per(write, sites).padStart(8)} ${per(read, sites).padStart(8)}`);
  }
} finally {
  await session.close();
  await rm(directory, { recursive: true, force: true });
}
