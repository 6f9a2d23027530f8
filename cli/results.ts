// Downloads the results of a batch as they stand now: those of a file in progress are written first.
import { writeResults } from "../pipeline/results/write-results.ts";
import { systemClock } from "../adapters/runtime/clock.ts";
import { FileRecordSchema, keys } from "../contracts/records.ts";
import type { CommandCall } from "./command-call.ts";
import { resultsByApi } from "./front-door-commands.ts";
import { frontDoorConnection } from "./front-door-connection.ts";
import { demandReadConnection } from "./stack-connection.ts";
import { downloadResults } from "./download-results.ts";
import { exitStatusOf, fileOutcome } from "./file-outcome.ts";
import { ordersToShow } from "./order-outcomes.ts";
import { outcomeReport } from "./outcome-report.ts";
import { outOption } from "./run-options.ts";
import { UsageError } from "./usage-error.ts";
import { readRecord } from "../pipeline/orders/unreadable-record.ts";

export async function results(call: CommandCall): Promise<number> {
  const door = await frontDoorConnection(call.values);
  if (door !== undefined) return resultsByApi(door, call);
  const { operands, values, terminal } = call;
  const [fileId = ""] = operands;
  const connection = await demandReadConnection(values);
  const { store, where } = connection;
  try {
    const found = await store.table.get(keys.file(fileId));
    if (found === undefined) throw new UsageError(`there is no batch ${fileId}`);
    const record = readRecord(FileRecordSchema, found);
    if (record.status === "processing") await writeResults({ ...store, clock: systemClock }, fileId);
    const folder = await downloadResults(store, record.resultsPrefix, outOption(values));
    const outcome = await fileOutcome(record.name, record.status, folder);
    if (values["json"] === true) terminal.json({ files: [outcome] });
    else {
      const cloud = where === "deployed" ? "deployed" : where === "running" ? "up" : "ended";
      terminal.answer(...outcomeReport(outcome, await ordersToShow(outcome), { paint: terminal.paint, cloud }));
    }
    return await exitStatusOf([outcome]);
  } finally {
    await connection.close();
  }
}
