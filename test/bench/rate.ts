// Rate and fairness (docs/performance.md, "Rate and fairness"): `npm run bench:rate [-- --rate R --orders N --only rate|fairness]`. The embedded cloud
// against our Ordering API with its limiter at R calls a second: how much of R is used while there is work, how many calls
// are answered 429, and how long one distributor's small file takes behind another's huge one, against alone.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { dropFile, fileToDrop } from "../../cli/drop-file.ts";
import { type EmbeddedSession, openEmbeddedSession } from "../../cli/embedded-session.ts";
import { readBatches } from "../../cli/follow-files.ts";
import { settingsFromEnvironment } from "../../cli/settings-from-environment.ts";
import { orderFile } from "./order-file.ts";
import { freePort } from "../e2e/free-port.ts";
import { CLIENT, WEBHOOK_SECRET } from "./processes.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "20" },
    orders: { type: "string", default: "10" },
    only: { type: "string", default: "both" },
  },
});
const rate = Number(values.rate);
const SITES = 20;
/** The huge file is this many times the file of the rate's measure. */
const HUGE = 8;
const SMALL = { orders: 3, sites: 5 };
/** Where a file begins and ends there is less to do than the rate allows. */
const EDGE_SECONDS = 3;
/** Until the huge file's orders fill the stages whose messages take longest. */
const AHEAD_MILLIS = 25_000;

interface Answered {
  readonly at: number;
  readonly status: number;
}
const answered: Answered[] = [];
const dir = await mkdtemp(path.join(tmpdir(), "apex-rate-"));
const callbackPort = await freePort();
const api = fork(path.join(import.meta.dirname, "limited-api.ts"), [String(rate), String(callbackPort)]);
const [{ url }] = (await once(api, "message")) as [{ url: string }];
api.on("message", (message) => answered.push(message as Answered));

const session = await openEmbeddedSession({
  directory: path.join(dir, "cloud"),
  fresh: true,
  settings: settingsFromEnvironment(url, {
    APEX_CLIENT_ID: CLIENT.client_id,
    APEX_CLIENT_SECRET: CLIENT.client_secret,
    APEX_WEBHOOK_SECRET: WEBHOOK_SECRET,
    APEX_CALLS_PER_SECOND: String(rate),
  }),
  callbackPort,
  say: console.log,
});
try {
  await measure(session);
} finally {
  await session.close();
  api.disconnect();
  await rm(dir, { recursive: true, force: true });
}

async function measure({ store }: EmbeddedSession): Promise<void> {
  await settled(await drop("warm-up", "demo", { orders: 1, sites: 1 }));
  if (values.only !== "fairness") {
    answered.length = 0;
    await settled(await drop("middle", "demo", { orders: Number(values.orders), sites: SITES }));
    tellRate();
  }
  if (values.only === "rate") return;

  const alone = await settled(await drop("small-alone", "northwind-telecom", SMALL));
  const huge = await drop("huge", "demo", { orders: HUGE * Number(values.orders), sites: SITES });
  await sleep(AHEAD_MILLIS);
  const behind = await settled(await drop("small-behind", "northwind-telecom", SMALL));
  const [batch] = await readBatches(store.table, [huge]);
  const moving = batch?.orders.filter(({ status }) => status !== "completed").length ?? 0;
  console.log(
    `a file of ${String(SMALL.orders)} × ${String(SMALL.sites)} sites: alone ${alone.toFixed(1)} s, behind a huge one of another distributor ` +
      `${behind.toFixed(1)} s (ratio ${(behind / alone).toFixed(2)}); ${String(moving)} orders of the huge one were still moving`,
  );
}

interface Drop {
  readonly fileId: string;
  readonly name: string;
  readonly at: number;
}

async function drop(
  name: string,
  distributor: string,
  { orders, sites }: { readonly orders: number; readonly sites: number },
): Promise<Drop> {
  const file = path.join(dir, `${name}.csv`);
  // Other references than those of the other files: they are orders of their own.
  await writeFile(file, orderFile(orders, sites).replaceAll("PO-", `${name}-`));
  const toDrop = await fileToDrop(file, distributor);
  await dropFile(session.store, toDrop, { distributor, policy: undefined });
  return { fileId: toDrop.fileId, name, at: performance.now() };
}

/** Seconds from the drop until the file is settled. */
async function settled(dropped: Drop): Promise<number> {
  for (;;) {
    const [batch] = await Promise.race([readBatches(session.store.table, [dropped]), session.broken]);
    const status = batch?.record?.status;
    if (status === "completed") return (performance.now() - dropped.at) / 1000;
    if (status === "rejected" || status === "needsAttention") throw new Error(`${dropped.name} is ${status}`);
    await sleep(100);
  }
}

function tellRate(): void {
  const times = answered.map(({ at }) => at).sort((one, other) => one - other);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const [from, to] = [first + EDGE_SECONDS, last - EDGE_SECONDS];
  const within = times.filter((at) => at >= from && at < to).length;
  const refused = answered.filter(({ status }) => status === 429).length;
  console.log(
    `limit ${String(rate)} calls a second: ${String(times.length)} calls in ${(last - first).toFixed(1)} s, ` +
      `${((100 * times.length) / ((last - first) * rate)).toFixed(1)} % of it over all, ` +
      `${((100 * within) / ((to - from) * rate)).toFixed(1)} % without the first and last ${String(EDGE_SECONDS)} s; ` +
      `${String(refused)} answered 429 (${((100 * refused) / times.length).toFixed(2)} %)`,
  );
}
