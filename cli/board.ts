// The board alone: for a deployed stack, for the cloud of a run that is up, or, where none is, for an embedded cloud of its own that
// stays until it is interrupted, so that files can be dropped onto the page.
import { once } from "node:events";
import { systemClock } from "../adapters/runtime/clock.ts";
import { boardLine, openBoard } from "./board-server.ts";
import { boardMeasures } from "./board-measures.ts";
import type { BoardConnection } from "./board-world.ts";
import { cloudDirectory, runningClouds } from "./cloud-directory.ts";
import type { CommandCall, OptionValues } from "./command-call.ts";
import { type EmbeddedSession, openEmbeddedSession } from "./embedded-session.ts";
import { openOperatorSession } from "./operator-session.ts";
import { lockOut } from "./run-lock.ts";
import { distributorOption, numberOption, outOption, textOption } from "./run-options.ts";
import { settingsFromEnvironment } from "./settings-from-environment.ts";
import { sandboxPartner } from "./sandbox-partner.ts";
import { bulkStore } from "./bulk-store.ts";
import { stackConnection } from "./stack-connection.ts";
import { EXIT } from "./usage-error.ts";

export async function board(call: CommandCall): Promise<number> {
  const { values, terminal } = call;
  if (textOption(values, "stack-outputs") !== undefined) return onStack(call, "deployed");
  const [running] = await runningClouds(outOption(values));
  if (running === undefined) return onOwnCloud(call);
  if (running.board === undefined) return onStack(call, "running");
  terminal.answer(running.board);
  terminal.note("The run that is up serves it, until that run ends.");
  return EXIT.everyRowWentThrough;
}

async function onStack(call: CommandCall, where: "deployed" | "running"): Promise<number> {
  const { values } = call;
  const connection = await stackConnection(values);
  const store = bulkStore(connection.outputs, connection.endpoint);
  const operators = openOperatorSession(connection);
  try {
    const distributor = distributorOption(values);
    await serveUntil(call, { ...{ store, where, distributor, operators, values }, endsWithRun: false });
  } finally {
    operators.close();
    store.close();
  }
  return EXIT.everyRowWentThrough;
}

async function onOwnCloud(call: CommandCall): Promise<number> {
  const { values, terminal } = call;
  const out = outOption(values);
  const settings = settingsFromEnvironment(undefined);
  const lock = await lockOut(out);
  try {
    const session = await openEmbeddedSession({
      ...{ directory: cloudDirectory(out, undefined), fresh: false, settings, callbackPort: undefined },
      say: (line) => {
        terminal.note(line);
      },
    });
    const operators = openOperatorSession(session);
    try {
      const connection = sessionConnection(session, distributorOption(values), values);
      await serveUntil(call, { ...connection, operators, endsWithRun: false }, session.broken);
    } finally {
      operators.close();
      await session.close();
    }
  } finally {
    await lock.release();
  }
  return EXIT.everyRowWentThrough;
}

/** What the board is given of an embedded cloud in this process. */
export function sessionConnection(
  session: EmbeddedSession,
  distributor: string,
  values: OptionValues,
): Omit<BoardConnection, "endsWithRun"> {
  const measured = boardMeasures(session, new Date(), () => systemClock.now());
  const partner = session.partner === undefined ? undefined : sandboxPartner(session.partner);
  return {
    ...{ store: session.store, where: "running", distributor, measured, values },
    ...(partner !== undefined && { partner }),
  };
}

async function serveUntil(
  { values, terminal, interrupted }: CommandCall,
  connection: BoardConnection,
  broken: Promise<never> = new Promise(() => undefined),
): Promise<void> {
  const served = await openBoard(connection, numberOption(values, "board-port"), terminal);
  try {
    terminal.answer(served.address);
    terminal.note(`${boardLine(served).split(":", 1).join("")} is served until you interrupt it (Ctrl-C).`);
    if (!interrupted.aborted) await Promise.race([once(interrupted, "abort"), broken]);
  } finally {
    await served.close();
  }
}
