// EventBridge as functions call it: PutEvents on the default bus, with what AWS refuses. A request that is wrong as a whole is an error;
// an entry that is wrong is told in the answer, and the others are taken.
import { randomUUID } from "node:crypto";
import { arn } from "../identity.ts";
import { type JsonObject, isObject, listAt, parseObject, textAt } from "../json.ts";
import { notImplemented, ServiceError } from "../service-error.ts";
import type { EventBus } from "./event-bus.ts";

/** EventBridge API reference, PutEvents: entries in a request, and bytes of all of them. */
const ENTRIES_MAX = 10;
const BYTES_MAX = 1_048_576;
const DEFAULT_BUS = "default";

export interface EventGrant {
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

export class EventsService {
  readonly #bus: EventBus;

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  /** What the caller needs a grant for, entry by entry. */
  grantsOf(input: JsonObject): readonly EventGrant[] {
    return entriesOf(input).map((entry) => ({
      resource: arn("events", `event-bus/${busOf(entry)}`),
      context: {
        "events:source": textAt(entry, "Source") ?? "",
        "events:detail-type": textAt(entry, "DetailType") ?? "",
      },
    }));
  }

  call(action: string, input: JsonObject): object {
    if (action !== "PutEvents") throw notImplemented("events", action);
    const entries = entriesOf(input);
    if (entries.length < 1 || entries.length > ENTRIES_MAX) {
      throw new ServiceError(
        "ValidationException",
        `1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${String(ENTRIES_MAX)} and greater than or equal to 1`,
      );
    }
    if (entries.reduce((bytes, entry) => bytes + bytesOf(entry), 0) > BYTES_MAX) {
      throw new ServiceError("ValidationException", "Total size of the entries in the request is over the limit.");
    }
    const results = entries.map((entry) => this.#take(entry));
    return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
  }

  #take(entry: JsonObject): object {
    const refusal = refusalOf(entry);
    if (refusal !== undefined) return { ErrorCode: refusal[0], ErrorMessage: refusal[1] };
    const resources = listAt(entry, "Resources").filter((one) => typeof one === "string");
    this.#bus.publish({
      source: textAt(entry, "Source") ?? "",
      detailType: textAt(entry, "DetailType") ?? "",
      resources,
      detail: parseObject(textAt(entry, "Detail") ?? ""),
    });
    return { EventId: randomUUID() };
  }
}

const entriesOf = (input: JsonObject): readonly JsonObject[] => listAt(input, "Entries").filter(isObject);

/** By its name or its ARN. */
const busOf = (entry: JsonObject): string =>
  (textAt(entry, "EventBusName") ?? DEFAULT_BUS).replace(/^arn:.*:event-bus\//, "");

/** As AWS counts an entry's size. */
const bytesOf = (entry: JsonObject): number =>
  ["Source", "DetailType", "Detail"].reduce((sum, name) => sum + Buffer.byteLength(textAt(entry, name) ?? ""), 0);

function refusalOf(entry: JsonObject): readonly [code: string, message: string] | undefined {
  for (const name of ["Source", "DetailType", "Detail"]) {
    if ((textAt(entry, name) ?? "") === "") {
      return ["InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`];
    }
  }
  if ((textAt(entry, "Source") ?? "").startsWith("aws.")) {
    return ["NotAuthorizedForSourceException", "Not authorized for the source."];
  }
  if (busOf(entry) !== DEFAULT_BUS) return ["InvalidArgument", `Event bus ${busOf(entry)} does not exist.`];
  return isJsonObject(textAt(entry, "Detail") ?? "") ? undefined : ["MalformedDetail", "Detail is malformed."];
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}
