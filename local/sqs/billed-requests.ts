// How many requests SQS bills for a call: one, and one more for each further 64 KB of payload. A batch is one call
// (https://aws.amazon.com/sqs/pricing/).
import { isObject, listAt, objectAt, textAt, type JsonObject } from "../json.ts";
import type { Meter } from "../meter/meter.ts";
import { type Message, messageBytes } from "./message.ts";

const CHUNK_BYTES = 64 * 1024;

export function countCall(
  meter: Meter,
  caller: string,
  call: { readonly action: string; readonly input: JsonObject; readonly answer: object },
): void {
  const { action, input, answer } = call;
  const sent = action === "SendMessageBatch" ? listAt(input, "Entries") : action === "SendMessage" ? [input] : [];
  const received = action === "ReceiveMessage" ? listAt(answer, "Messages") : [];
  const bytes = [...sent, ...received].filter(isObject).reduce((sum, one) => sum + payloadBytes(one), 0);
  meter.count("sqsRequests", requestsFor(bytes), { caller, text: () => JSON.stringify([input, received]) });
}

/** One message, sent by a service of AWS in the name of `caller`. */
export function countSend(meter: Meter, caller: string, input: JsonObject): void {
  const text = (): string => textAt(input, "MessageBody") ?? "";
  meter.count("sqsRequests", requestsFor(payloadBytes(input)), { caller, text });
}

/** A batch that an event source received, or deleted. */
export function countBatch(meter: Meter, caller: string, messages: readonly Message[], isReceive: boolean): void {
  const bytes = isReceive ? messages.reduce((sum, one) => sum + messageBytes(one), 0) : 0;
  const text = (): string => messages.map(({ body }) => body).join("\n");
  meter.count("sqsRequests", requestsFor(bytes), { caller, text });
}

function payloadBytes(message: JsonObject): number {
  const body = textAt(message, "MessageBody") ?? textAt(message, "Body") ?? "";
  return messageBytes({ body, attributes: objectAt(message, "MessageAttributes") });
}

function requestsFor(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / CHUNK_BYTES));
}
