// Messages that failed too often: what is parked where, and for the queues that nobody empties by hand, sending back or
// dropping with a reason. Stages' parked messages are answered by a function; their orders are held and redriven.
import { type ParkedMessage, ParkedMessages } from "../adapters/aws/parked-messages.ts";
import { deadLettersOutput, PARKING_QUEUES, type ParkingQueue, UNDELIVERED } from "../contracts/deployment.ts";
import { STAGES } from "../contracts/stage-names.ts";
import type { CommandCall } from "./command-call.ts";
import { drop, sendBack } from "./act-on-dead-letters.ts";
import { type OperatorSession, withOperatorSession } from "./operator-session.ts";
import type { OptionValues } from "./command-call.ts";
import { textOption } from "./run-options.ts";
import { EXIT, UsageError } from "./usage-error.ts";

type Act =
  | { readonly kind: "list" }
  | { readonly kind: "sendBack" }
  | { readonly kind: "drop"; readonly messages: readonly string[]; readonly reason: string };

export async function deadLetters(call: CommandCall): Promise<number> {
  const { operands, values } = call;
  const act = actOf(values);
  const queues = operands.map(queueNamed);
  const [queue, ...others] = queues;
  if (act.kind !== "list" && (queue === undefined || others.length > 0)) {
    throw new UsageError(`name the QUEUE to act on, one of ${PARKING_QUEUES.join(", ")}`);
  }
  return withOperatorSession(values, async (session) => {
    if (act.kind === "list" || queue === undefined) return list(call, session, queues);
    if (STAGES.some((stage) => stage === queue)) {
      throw new UsageError(
        `the messages of stage ${queue} are answered by the function DeadLetters, which holds their orders; redrive these`,
      );
    }
    if (queue === UNDELIVERED && act.kind === "sendBack") {
      throw new UsageError(
        "calls of schedules and rules came from no queue that they could go back to; docs/runbook.md, Events are lost, says how each is made again",
      );
    }
    const url = urlOf(session, queue);
    if (url === undefined) throw new UsageError(`this deployment has no queue ${queue}`);
    return act.kind === "sendBack" ? sendBack(call, session, { queue, url }) : drop(call, session, { queue, url }, act);
  });
}

function actOf(values: OptionValues): Act {
  const [isSendBack, dropped, reason] = [
    values["send-back"] === true,
    textOption(values, "drop"),
    textOption(values, "reason"),
  ];
  if (values["wait"] === true && !isSendBack) throw new UsageError("--wait goes with --send-back");
  if (isSendBack && dropped !== undefined) throw new UsageError("say one of --send-back and --drop");
  if (dropped === undefined) {
    if (reason !== undefined) throw new UsageError("--reason goes with --drop");
    return { kind: isSendBack ? "sendBack" : "list" };
  }
  if (reason === undefined) throw new UsageError("--drop needs a reason: --reason TEXT");
  return { kind: "drop", messages: dropped.split(","), reason };
}

function queueNamed(word: string): ParkingQueue {
  const queue = PARKING_QUEUES.find((known) => known === word);
  if (queue === undefined) throw new UsageError(`there is no queue "${word}"; one of ${PARKING_QUEUES.join(", ")}`);
  return queue;
}

/** Undefined: this deployment has no such queue (decisions, with another Ordering API). */
const urlOf = ({ outputs }: OperatorSession, queue: ParkingQueue): string | undefined =>
  outputs[deadLettersOutput(queue)];

async function list({ values, terminal }: CommandCall, session: OperatorSession, asked: readonly ParkingQueue[]) {
  const parked = new ParkedMessages(session.sqs);
  const now = session.deps.clock.now().getTime();
  const found = [];
  for (const queue of asked.length > 0 ? asked : PARKING_QUEUES) {
    const url = urlOf(session, queue);
    if (url === undefined) continue;
    const { visible, inFlight, messages } = await parked.look(url);
    found.push({ queue, parked: visible, inFlight, messages: messages.map((message) => messageJson(message, now)) });
  }
  if (values["json"] === true) terminal.json({ queues: found });
  else terminal.answer(...listText(found));
  return EXIT.everyRowWentThrough;
}

interface FoundQueue {
  readonly queue: ParkingQueue;
  readonly parked: number;
  readonly inFlight: number;
  readonly messages: readonly ReturnType<typeof messageJson>[];
}

function messageJson({ messageId, sentAt, concerns }: ParkedMessage, now: number) {
  const ageSeconds = Math.max(0, Math.round((now - sentAt.getTime()) / 1000));
  return { messageId, concerns: concerns ?? null, sentAt: sentAt.toISOString(), ageSeconds };
}

function listText(queues: readonly FoundQueue[]): string[] {
  const full = queues.filter(({ parked, inFlight }) => parked + inFlight > 0);
  if (full.length === 0) return ["No message is parked."];
  return full.flatMap(({ queue, parked, inFlight, messages }) => {
    const flying = inFlight > 0 ? `, ${String(inFlight)} with a consumer now` : "";
    const rest = parked - messages.length;
    return [
      `${queue}: ${String(parked)} parked${flying}`,
      ...messages.map((each) => `  ${each.messageId}  ${each.concerns ?? "(not readable)"}  sent ${each.sentAt}`),
      ...(rest > 0 ? [`  … and ${String(rest)} more`] : []),
    ];
  });
}
