// What SQS refuses, with its error names and texts (API reference, and developer guide "Amazon SQS message quotas"). The sizes
// of a message and of a batch count attributes too.
import { type JsonObject, numberAt, objectAt, textAt } from "../json.ts";
import { ServiceError } from "../service-error.ts";
import { messageBytes } from "./message.ts";

export const BATCH_MAX = 10;
const DELAY_SECONDS_MAX = 900;
const WAIT_SECONDS_MAX = 20;
const VISIBILITY_SECONDS_MAX = 43_200;
const ATTRIBUTES_MAX = 10;
/** Of all messages of a batch together, and of one. */
const BATCH_BYTES_MAX = 1_048_576;
const GROUP_ID = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;
const BATCH_ENTRY_ID = /^[\w-]{1,80}$/;
const ATTRIBUTE_NAME = /^(?!AWS\.|Amazon\.|\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const ATTRIBUTE_TYPE = /^(String|Number|Binary)(\..+)?$/;
/** What SQS and XML allow in a body. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

export function invalid(reason: string): ServiceError {
  return new ServiceError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
}

function withinRange(input: JsonObject, name: string, max: number): void {
  const value = numberAt(input, name);
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= max)) return;
  throw invalid(`Value ${String(value)} for parameter ${name} is invalid.`);
}

/** Answers the body. */
export function checkMessage(input: JsonObject, bytesMax: number): string {
  const body = textAt(input, "MessageBody") ?? "";
  if (body === "") throw new ServiceError("MissingParameter", "The request must contain the parameter MessageBody.");
  if (FORBIDDEN.test(body)) throw new ServiceError("InvalidMessageContents", "Invalid characters found.");
  const attributes = objectAt(input, "MessageAttributes");
  checkAttributes(attributes);
  if (messageBytes({ body, attributes }) > bytesMax) {
    throw invalid(`Message must be shorter than ${String(bytesMax)} bytes.`);
  }
  withinRange(input, "DelaySeconds", DELAY_SECONDS_MAX);
  const groupId = textAt(input, "MessageGroupId");
  if (groupId !== undefined && !GROUP_ID.test(groupId)) {
    throw invalid("MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.");
  }
  return body;
}

function checkAttributes(attributes: JsonObject): void {
  const names = Object.keys(attributes);
  if (names.length > ATTRIBUTES_MAX) {
    throw invalid(`Number of message attributes [${String(names.length)}] exceeds the allowed maximum [10].`);
  }
  for (const name of names) {
    if (!ATTRIBUTE_NAME.test(name)) throw invalid(`Invalid message attribute name '${name}'.`);
    const type = textAt(attributes[name], "DataType") ?? "";
    if (!ATTRIBUTE_TYPE.test(type)) {
      throw invalid(`The message attribute '${name}' has an invalid message attribute type '${type}'.`);
    }
    const value = textAt(attributes[name], type.startsWith("Binary") ? "BinaryValue" : "StringValue");
    if (value === undefined || value === "") {
      throw invalid(`The message attribute '${name}' must contain a non-empty value for type '${type}'.`);
    }
  }
}

export function checkReceive(input: JsonObject): void {
  const count = numberAt(input, "MaxNumberOfMessages") ?? 1;
  if (!Number.isInteger(count) || count < 1 || count > BATCH_MAX) {
    throw invalid(`Value ${String(count)} for parameter MaxNumberOfMessages is invalid.`);
  }
  withinRange(input, "WaitTimeSeconds", WAIT_SECONDS_MAX);
  withinRange(input, "VisibilityTimeout", VISIBILITY_SECONDS_MAX);
}

/** `heldSeconds`: how long the message has been invisible since this receive: both together have a limit. */
export function checkVisibility(input: JsonObject, heldSeconds: number): number {
  const seconds = numberAt(input, "VisibilityTimeout") ?? -1;
  withinRange({ VisibilityTimeout: seconds }, "VisibilityTimeout", VISIBILITY_SECONDS_MAX);
  if (heldSeconds + seconds > VISIBILITY_SECONDS_MAX) {
    throw invalid(
      `Value ${String(seconds)} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${String(VISIBILITY_SECONDS_MAX)} seconds].`,
    );
  }
  return seconds;
}

export function checkBatch(entries: readonly JsonObject[]): void {
  const refuse = (code: string, message: string): ServiceError =>
    new ServiceError(code, message, { queryCode: `AWS.SimpleQueueService.${code}` });
  if (entries.length === 0) throw refuse("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > BATCH_MAX) {
    throw refuse("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.");
  }
  const ids = entries.map((entry) => textAt(entry, "Id") ?? "");
  if (!ids.every((id) => BATCH_ENTRY_ID.test(id))) {
    throw refuse(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  }
  if (new Set(ids).size < ids.length) throw refuse("BatchEntryIdsNotDistinct", "Two or more entries have one Id.");
  const bytes = entries
    .map((entry) =>
      messageBytes({ body: textAt(entry, "MessageBody") ?? "", attributes: objectAt(entry, "MessageAttributes") }),
    )
    .reduce((sum, size) => sum + size, 0);
  if (bytes > BATCH_BYTES_MAX) {
    throw refuse(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${String(BATCH_BYTES_MAX)} bytes. You have sent ${String(bytes)} bytes.`,
    );
  }
}
