// Sends parked messages of one queue back to where they came from, or drops some with a reason: shown first, and asked.
import { setTimeout as sleep } from "node:timers/promises";
import { type ParkedMessage, ParkedMessages } from "../adapters/aws/parked-messages.ts";
import type { ParkingQueue } from "../contracts/deployment.ts";
import type { CommandCall } from "./command-call.ts";
import { confirmed } from "./confirm.ts";
import { counted } from "./counted.ts";
import { WAIT_SECONDS_DEFAULT } from "./follow-orders.ts";
import type { OperatorSession } from "./operator-session.ts";
import { numberOption } from "./run-options.ts";
import { ageText } from "./shown-values.ts";
import { EXIT, UsageError } from "./usage-error.ts";

export interface Parking {
  readonly queue: ParkingQueue;
  readonly url: string;
}

const SHOWN = 10;
const LOOK_EVERY_MILLIS = 1_000;

export async function sendBack(call: CommandCall, session: OperatorSession, { queue, url }: Parking): Promise<number> {
  const { values, terminal, interrupted } = call;
  const parked = new ParkedMessages(session.sqs);
  const { visible, messages } = await parked.look(url);
  const json = values["json"] === true;
  if (visible === 0) {
    if (json) terminal.json({ queue, sentBack: 0 });
    else terminal.answer(`No message is parked in ${queue}; there is nothing to send back.`);
    return EXIT.everyRowWentThrough;
  }
  const plan = [
    `${counted(visible, "message")} of ${queue} ${visible === 1 ? "goes" : "go"} back to the queue where ${visible === 1 ? "it" : "they"} came from, to be tried again:`,
    ...shownMessages(messages, visible),
  ];
  if (!(await confirmed(call, plan, `Send ${counted(visible, "message")} back?`))) return declined(call, queue);
  const sentBack = await parked.sendBack(url);
  const text = `${counted(sentBack, "message")} of ${queue} sent back.`;
  if (values["wait"] !== true) {
    if (json) terminal.json({ queue, sentBack });
    else terminal.answer(text);
    return EXIT.everyRowWentThrough;
  }
  terminal.note(text);
  const isEnd = await untilTaken(call, parked, url);
  const parkedAgain = (await parked.look(url)).visible;
  if (json) terminal.json({ queue, sentBack, end: { parkedAgain, isEnd } });
  else if (!isEnd) terminal.answer("Some are still being tried.");
  else if (parkedAgain === 0) terminal.answer("All were taken; none is parked again.");
  else
    terminal.answer(
      `${counted(parkedAgain, "message")} ${parkedAgain === 1 ? "is" : "are"} parked again: the cause is still there.`,
    );
  if (interrupted.aborted) return EXIT.interrupted;
  return isEnd && parkedAgain === 0 ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

/** False: the time was over, or somebody interrupted, while a message was still in the queue that it went back to. */
async function untilTaken({ values, interrupted }: CommandCall, parked: ParkedMessages, url: string): Promise<boolean> {
  const endsAt = performance.now() + (numberOption(values, "timeout") ?? WAIT_SECONDS_DEFAULT) * 1000;
  const sources = await parked.sourcesOf(url);
  for (;;) {
    const left = await Promise.all(sources.map((source) => parked.count(source)));
    if (left.every((count) => count === 0)) return true;
    if (interrupted.aborted || performance.now() >= endsAt) return false;
    await sleep(LOOK_EVERY_MILLIS, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

export async function drop(
  call: CommandCall,
  session: OperatorSession,
  { queue, url }: Parking,
  { messages: names, reason }: { readonly messages: readonly string[]; readonly reason: string },
): Promise<number> {
  const { values, terminal } = call;
  const parked = new ParkedMessages(session.sqs);
  const { messages } = await parked.look(url);
  const wanted = names.map((name) => messageNamed(name, messages, queue));
  const plan = [
    `${counted(wanted.length, "message")} of ${queue} will be deleted for good: ${reason}`,
    ...shownMessages(wanted, wanted.length),
  ];
  if (!(await confirmed(call, plan, `Delete ${counted(wanted.length, "message")}?`))) return declined(call, queue);
  const dropped = await parked.drop(url, new Set(wanted.map(({ messageId }) => messageId)));
  for (const { concerns } of dropped) await noteDropped(session, concerns, reason);
  const ids = dropped.map(({ messageId }) => messageId);
  const gone = wanted.length - ids.length;
  if (values["json"] === true) terminal.json({ queue, dropped: ids, reason });
  else
    terminal.answer(
      `${counted(ids.length, "message")} of ${queue} dropped: ${reason}`,
      ...(gone === 0 ? [] : [`${counted(gone, "message")} had been taken by a consumer meanwhile.`]),
    );
  return gone === 0 ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

/** By its id, or the beginning of it. */
function messageNamed(name: string, messages: readonly ParkedMessage[], queue: ParkingQueue): ParkedMessage {
  const found = messages.filter(({ messageId }) => messageId.startsWith(name));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UsageError(
    found.length === 0
      ? `no message ${name} is parked in ${queue}; \`dead-letters ${queue}\` lists them`
      : `several messages of ${queue} begin with ${name}; give more of the id`,
  );
}

function shownMessages(messages: readonly ParkedMessage[], count: number): string[] {
  const now = new Date();
  const rest = count - Math.min(SHOWN, messages.length);
  return [
    ...messages
      .slice(0, SHOWN)
      .map(
        ({ messageId, concerns, sentAt }) =>
          `  ${messageId}  ${concerns ?? "(not readable)"}, ${ageText(sentAt.toISOString(), now)} old`,
      ),
    ...(rest > 0 ? [`  … and ${String(rest)} more`] : []),
  ];
}

function declined({ values, terminal }: CommandCall, queue: ParkingQueue): number {
  if (values["json"] === true) terminal.json({ queue, declined: true });
  return EXIT.rowsLeft;
}

/** In the timeline of the order that the message was about, if it was about one that is there. */
async function noteDropped({ deps }: OperatorSession, orderId: string | undefined, reason: string): Promise<void> {
  if (orderId === undefined || (await deps.orders.order(orderId)) === undefined) return;
  await deps.orders.note({ at: deps.orders.now(), type: "deadLetterDropped", orderId, reason });
}
