// What a person does now about an order or a file, as the command line takes it. An order that moves, or waits for somebody else,
// asks for nothing.
import type { FileRecord, OrderRecord } from "../../contracts/records.ts";
import type { ReasonCode } from "../../contracts/reasons.ts";
import { isTerminal } from "./settlement.ts";

export interface NextStep {
  /** Without the program's name and without options that lead to a stack. */
  readonly words: readonly string[];
  readonly why: string;
}

/** Reasons whose remedy is to say what became of a call. */
const CALL_REASONS: readonly ReasonCode[] = [
  "outcomeUnknown",
  "indeterminateAnswer",
  "siblingFailed",
  "refusedByPartner",
];
const HELD_SHOWN = 3;

/** `openCalls`: calls of the order that somebody can say something about. */
export function nextOfOrder(order: OrderRecord, openCalls: number): NextStep[] {
  const { orderId, fileId, status, reason } = order;
  if (status === "held") {
    const tells = openCalls > 0 && CALL_REASONS.some((code) => code === reason?.code);
    const resolve = { words: ["resolve", orderId], why: "see what to ask AT&T, then say what became of the call" };
    const redrive = { words: ["redrive", orderId], why: "put it back to work once the reason is gone" };
    return [tells ? resolve : redrive, { words: ["cancel", orderId], why: "or stop it" }];
  }
  if (status === "failed" || status === "rejected" || status === "partial") {
    return [{ words: ["results", fileId], why: "get failed.csv, correct its rows and send it again" }];
  }
  return [];
}

export function nextOfFile({ fileId, status }: FileRecord, orders: readonly OrderRecord[]): NextStep[] {
  const held = orders.filter((order) => order.status === "held");
  const steps: NextStep[] = held
    .slice(0, HELD_SHOWN)
    .map(({ orderId, orderRef }) => ({ words: ["show", orderId], why: `see why ${orderRef} is held` }));
  if (held.length > HELD_SHOWN) steps.push({ words: ["waits"], why: `see all ${String(held.length)} held orders` });
  const isOver = status === "completed" || status === "rejected" || orders.every((order) => isTerminal(order.status));
  if (isOver && orders.length + (status === "rejected" ? 1 : 0) > 0) {
    steps.push({ words: ["results", fileId], why: "get its results" });
  }
  return steps;
}
