// What a file would do, before anything is done: told by the intake's own decisions on the world that a run would meet, which stays
// as it is. The hash names the plan; `run --plan HASH` sends the file only while it still holds.
import type { Table } from "../adapters/aws/table.ts";
import type { FilePlan } from "../pipeline/intake/plan-file.ts";
import type { CommandCall } from "./command-call.ts";
import { fileToDrop } from "./drop-file.ts";
import { planOf } from "./plan-of-file.ts";
import { planLines } from "./plan-text.ts";
import { distributorOption, policyOption, textOption } from "./run-options.ts";
import { type ReadConnection, worldConnection } from "./stack-connection.ts";
import { EXIT } from "./usage-error.ts";

export async function plan({ operands, values, terminal }: CommandCall): Promise<number> {
  const [operand = ""] = operands;
  const settings = {
    distributor: distributorOption(values),
    policy: policyOption(values),
    sheet: textOption(values, "sheet"),
  };
  const file = await fileToDrop(operand, settings.distributor, settings.sheet);
  const world = await worldConnection(values);
  const planned = await onWorld(world, (table) => planOf(file, settings, table));
  const { hash, orders, totals, issues, correctionOf } = planned;
  const corrects = correctionOf === undefined ? {} : { correctionOf };
  if (values["json"] === true) terminal.json({ hash, file: operand, ...corrects, orders, totals, issues });
  else {
    const where = world?.where ?? "new";
    const lines = planLines(planned, { file, settings, values, where, paint: terminal.paint });
    terminal.answer(...lines);
  }
  return isWhole(planned) ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

async function onWorld<T>(
  world: ReadConnection | undefined,
  act: (table: Table | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await act(world?.store.table);
  } finally {
    await world?.close();
  }
}

const isWhole = ({ totals, issues }: FilePlan): boolean =>
  totals.sites.refused === 0 && issues.every(({ severity }) => severity !== "error");
