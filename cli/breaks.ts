// Breaks that the nightly run has found and nobody has settled: lists them with what to run, or takes a person's word that one is right as it
// is.
import type { OpenBreakRecord } from "../contracts/records.ts";
import { BreakBook } from "../pipeline/reconcile/break-book.ts";
import { systemClock } from "../adapters/runtime/clock.ts";
import { FEED_SHRUNKEN } from "../pipeline/feeds/feed-break.ts";
import { releaseFeed } from "../pipeline/feeds/release-feed.ts";
import type { CommandCall } from "./command-call.ts";
import { counted } from "./counted.ts";
import { withReadSession } from "./read-session.ts";
import { stackConnection } from "./stack-connection.ts";
import { bulkStore } from "./bulk-store.ts";
import { textOption } from "./run-options.ts";
import { EXIT, UsageError } from "./usage-error.ts";

export async function breaks(call: CommandCall): Promise<number> {
  const reason = textOption(call.values, "accept");
  if (reason !== undefined) return await accept(call, reason);
  const { operands, values, terminal } = call;
  if (operands.length > 0) throw new UsageError("SUBJECT goes with --accept REASON; `breaks` alone lists all");
  const open = await withReadSession(values, ({ store }) => new BreakBook(store.table).open());
  const counting = open.filter(({ accepted }) => accepted === undefined);
  if (values["json"] === true) terminal.json({ breaks: open.map(breakJson) });
  else if (open.length === 0) terminal.answer("No break is open.");
  else terminal.answer(...open.flatMap(breakLines));
  return counting.length === 0 ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

async function accept({ operands, values, terminal }: CommandCall, reason: string): Promise<number> {
  if (operands.length === 0)
    throw new UsageError("say which: --accept takes the SUBJECT of a break, as `breaks` lists it");
  const { outputs, endpoint } = await stackConnection(values);
  const store = bulkStore(outputs, endpoint);
  try {
    const book = new BreakBook(store.table);
    const chosen = (await book.open()).filter(({ subject }) => operands.includes(subject));
    const unknown = operands.filter((name) => !chosen.some(({ subject }) => subject === name));
    if (unknown.length > 0) throw new UsageError(`no break is open about ${unknown.join(", ")}`);
    const at = new Date().toISOString();
    for (const one of chosen) {
      const isHeld = one.kind === FEED_SHRUNKEN;
      if (isHeld && (await releaseFeed({ ...store, clock: systemClock }, one.subject))) continue;
      await book.accept(one, reason, at);
    }
    if (values["json"] === true) terminal.json({ accepted: chosen.map(({ subject, kind }) => ({ subject, kind })) });
    else terminal.answer(`accepted: ${counted(chosen.length, "break")}`);
    return EXIT.everyRowWentThrough;
  } finally {
    store.close();
  }
}

/** As `show` and `status` tell them beside what they are about. */
export function breakLines({ class: name, kind, subject, cause, command, since, accepted }: OpenBreakRecord): string[] {
  return [
    `break: ${subject}  ${name}, ${kind}, since ${since}`,
    `  ${cause}`,
    accepted === undefined ? `  run: ${command}` : `  accepted on ${accepted.at.slice(0, 10)}: ${accepted.reason}`,
  ];
}

function breakJson({ class: name, kind, subject, orderId, fileId, cause, command, since, accepted }: OpenBreakRecord) {
  return {
    ...{ class: name, kind, subject, orderId: orderId ?? null, fileId: fileId ?? null },
    ...{ cause, command, since, accepted: accepted ?? null },
  };
}
