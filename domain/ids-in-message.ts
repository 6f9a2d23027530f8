// Which batch and which order a queue's message is about, for the log lines that are written before anybody has read it, or because
// nobody could: what S3 tells of a drop names neither.
import { readJson } from "./read-json.ts";

export interface IdFields {
  readonly fileId?: string;
  readonly orderId?: string;
}

/** Our own ids only (contracts/ids.ts): whatever else a message holds is not for the log. */
const ID = /^([fo]-[\w-]{1,78}?)(?:-r\d+)?$/;

/** By an id of a batch, an order, or an execution, whose name is its order's with `-r{n}`. */
export function idFields(id: unknown): IdFields {
  const own = typeof id === "string" ? ID.exec(id)?.[1] : undefined;
  if (own === undefined) return {};
  return own.startsWith("f-") ? { fileId: own } : { orderId: own };
}

/** Stage and order messages name ids themselves; continuations, results and ends of executions one level down. */
export function idsInMessage(body: string): IdFields {
  const message = readJson(body);
  const { continueFile, detail } = fieldsOf(message);
  return [message, continueFile, detail].reduce<IdFields>((found, part) => {
    const { orderId, fileId, batchId, name } = fieldsOf(part);
    return { ...found, ...idFields(fileId ?? batchId), ...idFields(orderId ?? name) };
  }, {});
}

interface Named {
  readonly [name: string]: unknown;
}

const isNamed = (value: unknown): value is Named => typeof value === "object" && value !== null;
const fieldsOf = (value: unknown): Named => (isNamed(value) ? value : {});
