// What orders cost on AWS: runs good orders of two sizes on the embedded cloud, prices what its meter counted, and says how
// it grows. Shape of the JSON: docs/bulk-file.md §6.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { billOf } from "../local/meter/bill.ts";
import { type Amounts, entriesOf } from "../local/meter/meter.ts";
import { PRICES, PRICES_DATE } from "../local/meter/prices.ts";
import { quotaUse } from "../local/meter/quotas.ts";
import type { CommandCall } from "./command-call.ts";
import { openEmbeddedSession } from "./embedded-session.ts";
import { type Measurement, measureOrders, ORDER_IDS } from "./measure-orders.ts";
import { progressDisplay } from "./progress-display.ts";
import { numberOption } from "./run-options.ts";
import { settingsFromEnvironment } from "./settings-from-environment.ts";
import { table } from "./table.ts";
import { EXIT, UsageError } from "./usage-error.ts";

const ORDERS = 10;
const SITES = 10;
/** Orders of the other size, which shows how the price grows: a fifth of the sites, or twice as many of one. */
const otherSize = (sites: number): number => (sites === 1 ? 2 : Math.max(1, Math.round(sites / 5)));
const TIMEOUT_MILLIS = 1_800_000;
const NIGHT_SITES = 1_000_000;
const NIGHT_SECONDS = 8 * 3600;
/** docs/bulk-file.md §3. */
const SITES_MAX = 10_000;

export async function cost(call: CommandCall): Promise<number> {
  const { values, terminal } = call;
  const orders = numberOption(values, "orders") ?? ORDERS;
  const sites = numberOption(values, "sites") ?? SITES;
  if (orders < 1) throw new UsageError("--orders is at least 1");
  if (sites < 1 || sites > SITES_MAX) throw new UsageError(`--sites is 1 to ${String(SITES_MAX)}, an order's most`);
  const [asked, other] = await measured(call, orders, sites);
  if (values["json"] === true) terminal.json(answerOf(asked));
  else terminal.answer(...report(asked, other, call));
  return EXIT.everyRowWentThrough;
}

async function measured(
  { terminal, interrupted }: CommandCall,
  orders: number,
  sites: number,
): Promise<readonly [Measurement, Measurement]> {
  const directory = await mkdtemp(path.join(tmpdir(), "apex-bulk-cost-"));
  const display = progressDisplay(terminal, () => performance.now());
  try {
    const session = await openEmbeddedSession({
      directory: path.join(directory, "cloud"),
      fresh: true,
      settings: settingsFromEnvironment(undefined, {}),
      callbackPort: undefined,
      subjectPattern: ORDER_IDS,
      say: (line) => {
        terminal.note(line);
      },
    });
    try {
      const means = { directory, display, timeoutMillis: TIMEOUT_MILLIS, interrupted };
      // The smaller orders first: starting the functions is then in their bill.
      const other = await measureOrders(session, { orders, sitesPerOrder: otherSize(sites) }, means);
      return [await measureOrders(session, { orders, sitesPerOrder: sites }, means), other];
    } finally {
      display.end();
      await session.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function perOrder({ used, orders }: Measurement): Amounts {
  return Object.fromEntries(entriesOf(used.totals).map(([unit, amount]) => [unit, amount / orders]));
}

function perThousand(measurement: Measurement): ReturnType<typeof billOf> {
  const { total, byService } = billOf(perOrder(measurement));
  const scaled = Object.entries(byService).map(([service, usd]): [string, number] => [service, usd * 1000]);
  return { total: total * 1000, byService: Object.fromEntries(scaled) };
}

function answerOf(measurement: Measurement): object {
  const amounts = perOrder(measurement);
  const { total, byService } = perThousand(measurement);
  const { stateTransitions = 0, dynamodbWriteUnits = 0, dynamodbReadUnits = 0 } = amounts;
  const { sqsRequests = 0, lambdaGbSeconds = 0 } = amounts;
  return {
    per1000Orders: total,
    currency: "USD",
    sitesPerOrder: measurement.sitesPerOrder,
    byService,
    perOrder: {
      transitions: stateTransitions,
      dynamodbWriteUnits,
      dynamodbReadUnits,
      sqsRequests,
      lambdaGbSeconds,
    },
    prices: PRICES_DATE,
  };
}

const usd = (amount: number): string => `$${amount.toFixed(4)}`;

function report(asked: Measurement, other: Measurement, { terminal: { paint } }: CommandCall): string[] {
  const { total } = perThousand(asked);
  const amounts = perOrder(asked);
  const { orders, sitesPerOrder } = asked;
  const rows = entriesOf(amounts).map(([unit, amount]) => {
    const { service, usd: price, per } = PRICES[unit];
    return [service, unit, amount.toFixed(3), usd((amount / per) * price * 1000)];
  });
  // Without Lambda's time: it depends on the machine's load, and starts are in the bill of the orders that come first.
  const timeless = (one: Measurement): number => billOf({ ...perOrder(one), lambdaGbSeconds: 0 }).total * 1000;
  const slope = (timeless(asked) - timeless(other)) / (sitesPerOrder - other.sitesPerOrder);
  const base = timeless(asked) - slope * sitesPerOrder;
  const grown = [1, 10, 25, 100, 1000].map((sites) => [String(sites), usd(base + slope * sites)]);
  const nightOrders = NIGHT_SITES / sitesPerOrder;
  const uses = quotaUse(amounts, nightOrders / NIGHT_SECONDS);
  const first = uses[0];
  return [
    `${usd(total)} per 1,000 orders of ${String(sitesPerOrder)} sites, metered on ${String(orders)} orders; list prices of ${PRICES_DATE}, us-east-1, no free tier`,
    "",
    ...table(rows, { head: ["Service", "Unit", "Per order", "Per 1,000 orders"], right: [2, 3], paint }),
    "",
    "By the number of sites, from the two sizes measured, without Lambda's time:",
    ...table(grown, { head: ["Sites per order", "Per 1,000 orders"], right: [0, 1], paint }),
    "",
    `A million sites in one night of 8 hours (${Math.ceil(nightOrders).toLocaleString("en-US")} orders): ${usd((nightOrders / 1000) * total)}`,
    first === undefined
      ? ""
      : `First quota to be reached: ${first.name}, ${(first.share * 100).toFixed(1)} % of the default used on average.`,
    'Lambda\'s time is estimated from this machine: see docs/performance.md, "Cost".',
  ];
}
