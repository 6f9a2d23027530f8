// SES (API v2), as far as functions use it: SendEmail of a plain message. Nothing leaves the machine: each mail is a file beside the
// state, which any mail program opens. Only identities of the template may send; the account counts as out of the sandbox.
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { REGION } from "../identity.ts";
import { type JsonObject, isObject, listAt, objectAt, textAt } from "../json.ts";
import { notImplemented, ServiceError } from "../service-error.ts";

/** SES API reference, Destination. */
const RECIPIENTS_MAX = 50;
const SEND_EMAIL = "POST /v2/email/outbound-emails";

export class SesService {
  readonly #directory: string;
  readonly #clock: Clock;
  /** Address or domain → ARN. */
  readonly #identities = new Map<string, string>();

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  addIdentity(name: string, arn: string): void {
    this.#identities.set(name.toLowerCase(), arn);
  }

  /** The name of the action that a grant must have. `action`: method and path. */
  actionOf(action: string): string {
    if (action !== SEND_EMAIL) throw notImplemented("ses", action);
    return "SendEmail";
  }

  /** ARN of the identity that a message is sent under: the address itself, or else its domain. Undefined: neither is there. */
  identityArn(input: JsonObject): string | undefined {
    const address = addressOf(input);
    return this.#identities.get(address) ?? this.#identities.get(address.slice(address.indexOf("@") + 1));
  }

  recipientsOf(input: JsonObject): readonly string[] {
    return listAt(objectAt(input, "Destination"), "ToAddresses").filter((one) => typeof one === "string");
  }

  send(input: JsonObject): object {
    const from = addressOf(input);
    if (this.identityArn(input) === undefined) {
      throw new ServiceError(
        "MessageRejected",
        `Email address is not verified. The following identities failed the check in region ${REGION.toUpperCase()}: ${from}`,
      );
    }
    const to = this.recipientsOf(input);
    if (to.length < 1 || to.length > RECIPIENTS_MAX) {
      throw new ServiceError("BadRequestException", `Recipient count must be 1 to ${String(RECIPIENTS_MAX)}.`);
    }
    const bad = to.find((address) => !/^[^\s@]+@[^\s@]+$/.test(address));
    if (bad !== undefined) throw new ServiceError("BadRequestException", `Illegal address: ${bad}`);
    const { subject, text } = simpleContent(input);
    const id = randomUUID();
    mkdirSync(this.#directory, { recursive: true });
    const date = new Date(this.#clock.now());
    const file = `${date.toISOString().replaceAll(/[-:.]/g, "")}-${id.slice(0, 8)}.eml`;
    writeFileSync(join(this.#directory, file), emlOf({ from, to, subject, text, date, id }), { mode: 0o600 });
    return { MessageId: id };
  }
}

const addressOf = (input: JsonObject): string =>
  (textAt(input, "FromEmailAddress") ?? "").replace(/^.*<([^<>]*)>\s*$/, "$1").toLowerCase();

function simpleContent(input: JsonObject): { readonly subject: string; readonly text: string } {
  const content = objectAt(input, "Content");
  const simple = content["Simple"];
  if (!isObject(simple)) throw notImplemented("ses", "SendEmail with other content than Simple");
  const subject = textAt(objectAt(simple, "Subject"), "Data");
  const body = objectAt(simple, "Body");
  if ("Html" in body) throw notImplemented("ses", "SendEmail with an HTML body");
  const text = textAt(objectAt(body, "Text"), "Data");
  if (subject === undefined || text === undefined)
    throw new ServiceError("BadRequestException", "Missing subject or body.");
  if (/[\r\n]/.test(subject)) throw new ServiceError("BadRequestException", "Header contains a line break.");
  return { subject, text };
}

interface Message {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly date: Date;
  readonly id: string;
}

/** RFC 5322, with the subject in an encoded word where it is not ASCII. */
function emlOf({ from, to, subject, text, date, id }: Message): string {
  const isPlain = /^[\x20-\x7e]*$/.test(subject);
  const headers = [
    `From: ${from}`,
    `To: ${to.join(", ")}`,
    `Subject: ${isPlain ? subject : `=?UTF-8?B?${Buffer.from(subject).toString("base64")}?=`}`,
    `Date: ${date.toUTCString()}`,
    `Message-ID: <${id}@${REGION}.amazonses.com>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
  ];
  return `${headers.join("\r\n")}\r\n\r\n${text.replaceAll(/\r?\n/g, "\r\n")}`;
}
