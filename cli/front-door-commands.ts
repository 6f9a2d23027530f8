// What submit, status and results do for a distributor, who has a token for the front door and no way into the stack.
import type { FileState } from "../contracts/front-door.ts";
import type { CommandCall } from "./command-call.ts";
import { confirmed } from "./confirm.ts";
import { counted } from "./counted.ts";
import { exitStatusOf, fileOutcome } from "./file-outcome.ts";
import type { FrontDoorConnection, Submitted } from "./front-door-connection.ts";
import { ordersToShow } from "./order-outcomes.ts";
import { outcomeReport } from "./outcome-report.ts";
import { outOption, policyOption } from "./run-options.ts";
import { EXIT, UsageError } from "./usage-error.ts";

/** Options that only a stack has; the token says whose files they are, and nobody follows them here. */
const STACK_OPTIONS = ["distributor", "sheet", "wait", "stack-outputs"] as const;

export async function submitByApi(door: FrontDoorConnection, call: CommandCall): Promise<number> {
  const { operands, values, terminal } = call;
  const other = STACK_OPTIONS.find((name) => values[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} has no meaning with --api`);
  const plan = operands.map((file) => `${file} will be sent.`);
  if (!(await confirmed(call, plan, `Submit ${counted(operands.length, "file")} through the front door?`))) {
    if (values["json"] === true) terminal.json({ files: [], declined: true });
    return EXIT.rowsLeft;
  }
  const sent: Submitted[] = [];
  for (const file of operands) sent.push(await door.submit(file, policyOption(values)));
  if (values["json"] === true) terminal.json({ files: sent });
  else terminal.answer(...sent.map(({ file, batchId }) => `${file} is submitted as batch ${batchId}.`));
  return EXIT.everyRowWentThrough;
}

/** Without operands: the newest files. */
export async function statusByApi(door: FrontDoorConnection, call: CommandCall): Promise<number> {
  const { operands, values, terminal } = call;
  const files: FileState[] = [];
  if (operands.length === 0) files.push(...(await door.files()).files);
  for (const batchId of operands) {
    const { results: _links, ...state } = await door.file(batchId);
    files.push(state);
  }
  if (values["json"] === true) terminal.json({ files });
  else terminal.answer(...(files.length === 0 ? ["You have sent no file yet."] : files.flatMap(stateText)));
  return EXIT.everyRowWentThrough;
}

export async function resultsByApi(door: FrontDoorConnection, call: CommandCall): Promise<number> {
  const { operands, values, terminal } = call;
  const file = await door.file(operands[0] ?? "");
  if (file.rows === null) {
    terminal.note(`${file.file} is not read yet (${file.status}). Ask again in a moment.`);
    return EXIT.rowsLeft;
  }
  const folder = await door.download(file, outOption(values));
  const outcome = await fileOutcome(file.file, file.status, folder);
  if (values["json"] === true) terminal.json({ files: [outcome] });
  else {
    const options = { paint: terminal.paint, cloud: "ended" } as const;
    terminal.answer(...outcomeReport(outcome, await ordersToShow(outcome), options));
  }
  return exitStatusOf([outcome]);
}

function stateText({ file, status, batchId, rows, orders }: FileState): string[] {
  const first = `${file}  ${status}  batch ${batchId}`;
  if (rows === null) return [first, "  not read yet"];
  const { total, ...outcomes } = rows;
  const { total: orderTotal, ...byStatus } = orders ?? { total: 0 };
  return [
    first,
    `  ${counted(total, "row")}${countsText(outcomes)}`,
    `  ${counted(orderTotal, "order")}${countsText(byStatus)}`,
  ];
}

function countsText(counts: Readonly<Record<string, unknown>>): string {
  const some = Object.entries(counts).filter(([, count]) => typeof count === "number" && count > 0);
  return some.length === 0 ? "" : `: ${some.map(([name, count]) => `${String(count)} ${name}`).join(", ")}`;
}
