// Files dropped while the partner cannot be reached for hours, on virtual time: how long the chains of messages grow in which
// their orders wait, and what becomes of the rows. `--terminate`: as if no function were allowed to go on in such chains.
// Prints one JSON object.
import { parseArgs } from "node:util";
import { GO_ON } from "../../infra/pipeline/pipeline-parts.ts";
import type { Item } from "../../adapters/aws/table.ts";
import { sitesIn } from "../../pipeline/orders/site-groups.ts";
import { rowsOf } from "../e2e/hand-written-file.ts";
import { Chance } from "./chance.ts";
import { Inbox } from "./inbox.ts";
import { installLentBuffers } from "./lent-buffers.ts";
import { installMemoryDisk } from "./memory-disk.ts";
import { installVirtualGlobals } from "./virtual-globals.ts";
import { World } from "./world.ts";
import { VirtualTime } from "./virtual-time.ts";

const { values } = parseArgs({
  options: { hours: { type: "string", default: "8" }, terminate: { type: "boolean", default: false } },
});
const HOUR = 3_600_000;
const ORDERS = 3;

const current = { time: new VirtualTime(0), chance: new Chance(0) };
installMemoryDisk();
installLentBuffers();
installVirtualGlobals(current);

const world = new World({
  seed: 1,
  intensity: 0,
  healedAfterMillis: 0,
  partnerOutMillis: Number(values.hours) * HOUR,
  goOn: values.terminate ? new Set() : GO_ON,
});
current.time = world.time;
current.chance = world.chance;
const rows = Array.from({ length: ORDERS }, (_, n) => rowsOf(`PO-${String(n)}`, `Company ${String(n)} LLC`, 2)).flat();
new Inbox(world.store, world.time).put("demo/orders.csv", rows, undefined);
world.startSchedules();
// The partner's decisions may take two days.
for (let day = 0; day < 20 && !(day > 0 && world.isQuiet(new Set())); day += 1) {
  await world.time.runUntil(world.time.now() + 24 * HOUR);
}

const went = world.logs.flatMap((line) => {
  const length = /"code":"messageGoesOn".*"length":(\d+)/.exec(line)?.[1];
  return length === undefined ? [] : [Number(length)];
});
const orders = [...world.table.all("ORDER#")].map(([, own]) => own);
const isOf = (prefix: string) => (item: Item) => String(item["sk"]).startsWith(prefix);
/** How many of them have which status and reason. */
function tallyOf(things: readonly Item[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, reason } of things) {
    const code = (reason as { readonly code?: string } | undefined)?.code;
    const name = [status, code].filter((one) => one !== undefined).join(" ");
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
const sites = orders.flatMap((items) => sitesIn(items.filter(isOf("SITES#"))));
const found = {
  orders: tallyOf(orders.flat().filter(isOf("META"))),
  sites: tallyOf(sites),
  longestChain: Math.max(0, ...went),
};
process.stdout.write(`${JSON.stringify(found)}\n`);
