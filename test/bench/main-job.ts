// The main job and what it costs, in one run: `npm run bench:main-job [-- ORDERS SITES]` (default 100 × 20). A bulk file against
// an Ordering API that answers at once, in a process of its own; the same calls made directly, one after the other; the
// file as users run it, with our Ordering API beside the embedded cloud; and the history of one order of 1,000 sites.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callDirectly } from "./direct-calls.ts";
import { type ExecutionSize, largestExecution } from "./execution-size.ts";
import { orderFile } from "./order-file.ts";
import { freePort } from "../e2e/free-port.ts";
import { againstApi, type Job, runJob, startOrderingApi } from "./processes.ts";

const [orders = 100, sites = 20] = process.argv.slice(2).map(Number);
const LARGE_ORDER_SITES = 1000;
const dir = await mkdtemp(join(tmpdir(), "apex-bench-"));

async function fileOf(orderCount: number, siteCount: number): Promise<string> {
  const file = join(dir, `${String(orderCount)}x${String(siteCount)}.csv`);
  await writeFile(file, orderFile(orderCount, siteCount));
  return file;
}

function tell(name: string, { wallSeconds, cpuSeconds, peakMegabytes, ...job }: Job): void {
  const { total, handedOff, failed, held, waiting } = job.rows;
  const missed = `failed ${String(failed)}, held ${String(held)}, waiting ${String(waiting)}`;
  console.log(
    `${name}: wall ${wallSeconds.toFixed(1)} s, processor ${cpuSeconds.toFixed(1)} s, peak RSS ${peakMegabytes.toFixed(0)} MB; ` +
      `${String(job.orders["total"])} orders, ${String(handedOff)} of ${String(total)} sites handed off, ${missed}`,
  );
  for (const fault of job.faults) console.log(`  ${fault}`);
}

try {
  // Makes the assembly of this checkout, so that no measured run does.
  await runJob([await fileOf(1, 1), "--out", join(dir, "first")]);

  const file = await fileOf(orders, sites);
  const port = await freePort();
  const api = await startOrderingApi(port);
  const { args, env } = againstApi(api, port);
  await runJob([await fileOf(1, 1), "--out", join(dir, "second"), ...args], { env });
  const apart = await runJob([file, "--out", join(dir, "apart"), ...args], { env });
  const direct = await callDirectly(api.url, orders, sites);
  api.stop();
  tell("against an Ordering API that answers at once", apart);
  console.log(
    `the same calls directly: ${String(direct.calls)} calls in ${direct.seconds.toFixed(1)} s; ratio ${(apart.wallSeconds / direct.seconds).toFixed(1)}`,
  );

  tell("as users run it, our Ordering API in a thread", await runJob([file, "--out", join(dir, "beside")]));

  const large = await fileOf(1, LARGE_ORDER_SITES);
  const out = join(dir, "large");
  let size: ExecutionSize | undefined;
  const job = await runJob([large, "--out", out], {
    beforeEnd: async () => {
      size = await largestExecution(out);
    },
  });
  tell(`one order of ${String(LARGE_ORDER_SITES)} sites`, job);
  console.log(`  history ${String(size?.events)} events, largest payload ${String(size?.payloadBytesMax)} bytes`);
} finally {
  await rm(dir, { recursive: true, force: true });
}
