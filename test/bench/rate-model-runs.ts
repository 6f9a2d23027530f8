// Rate and fairness in the model of rate-model.ts: `npm run bench:rate-model [-- --rate R --workers W --seeds N --orders N --jitter MILLIS]`.
import { parseArgs } from "node:util";
import { modelled } from "./rate-model.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "20" },
    workers: { type: "string", default: "10" },
    seeds: { type: "string", default: "5" },
    orders: { type: "string", default: "60" },
    jitter: { type: "string", default: "10" },
  },
});
const [rate, workers, orders] = [Number(values.rate), Number(values.workers), Number(values.orders)];
const small = { distributor: "small", orders: 3, sites: 5, atSeconds: 0 };
const huge = { distributor: "huge", orders, sites: 20, atSeconds: 0 };
/** The small file comes when the huge one's orders fill all stages. */
const AHEAD_SECONDS = 30;

for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
  const options = { seed, rate, workers, jitterMillis: Number(values.jitter) };
  const alone = await modelled(options, [small]);
  const both = await modelled(options, [huge, { ...small, atSeconds: AHEAD_SECONDS }]);
  const [aloneSeconds = 0] = alone.seconds;
  const [hugeSeconds = 0, behindSeconds = 0] = both.seconds;
  console.log(
    `seed ${String(seed)}: ${String(both.calls)} calls in ${hugeSeconds.toFixed(0)} s, ${(100 * both.shareUsed).toFixed(1)} % of the rate, ` +
      `${((100 * both.refused) / both.calls).toFixed(2)} % answered 429, ${(both.tableRequests / both.calls).toFixed(1)} table requests a call; ` +
      `small file alone ${aloneSeconds.toFixed(1)} s, behind ${behindSeconds.toFixed(1)} s (ratio ${(behindSeconds / aloneSeconds).toFixed(2)})`,
  );
}
