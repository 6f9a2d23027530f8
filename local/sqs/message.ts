// A message in a queue, and the digests that SQS answers with.
import { createHash } from "node:crypto";
import { type JsonObject, isObject, textAt } from "../json.ts";

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: JsonObject;
  readonly groupId: string | undefined;
  /** System attribute AWSTraceHeader. */
  readonly traceHeader: string | undefined;
  readonly sentAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** ARN of the queue that parked it. */
  readonly deadLetteredFrom: string | undefined;
}

export interface Received {
  readonly message: Message;
  readonly receiptHandle: string;
}

/** What counts toward the size of a message: body, and of each attribute name, type and value (SQS, "message quotas"). */
export function messageBytes({ body, attributes }: Pick<Message, "body" | "attributes">): number {
  const sizes = Object.entries(attributes).map(([name, value]) => {
    const binary = Buffer.byteLength(textAt(value, "BinaryValue") ?? "", "base64");
    const texts = [name, textAt(value, "DataType") ?? "", textAt(value, "StringValue") ?? ""];
    return binary + Buffer.byteLength(texts.join(""));
  });
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** The digest of message attributes, as the developer guide of SQS describes it. */
export function md5OfAttributes(attributes: JsonObject): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const value = attributes[name];
    if (!isObject(value)) continue;
    const binary = textAt(value, "BinaryValue");
    add(Buffer.from(name));
    add(Buffer.from(textAt(value, "DataType") ?? ""));
    hash.update(Uint8Array.of(binary === undefined ? 1 : 2));
    add(binary === undefined ? Buffer.from(textAt(value, "StringValue") ?? "") : Buffer.from(binary, "base64"));
  }
  return hash.digest("hex");
}
