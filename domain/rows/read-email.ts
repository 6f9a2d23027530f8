// E-mail addresses: only one that can exist is taken (RFC 5321 §4.1.2 and §4.5.3.1, RFC 6531 for letters beyond ASCII), for a
// contract that goes to any other reaches nobody.
import { characterNames } from "./unseen.ts";

const LOCAL_BYTES_MAX = 64;
/** RFC 5321 §4.5.3.1.3: 256 with the brackets. */
const ADDRESS_BYTES_MAX = 254;
const LABEL_LENGTH_MAX = 63;
const ATOM = String.raw`[\p{L}\p{M}\p{N}!#$%&'*+/=?^_\x60{|}~-]+`;
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, "u");
const LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
/** What no address has, ASCII or not. */
const STRANGE = /[^\p{L}\p{M}\p{N} -~]/gu;

export type ReadEmail =
  | { readonly kind: "email"; readonly email: string; readonly unwrapped: boolean }
  /** `why`: behind "This is not a valid e-mail address"; "": there is nothing to add. */
  | { readonly kind: "wrong"; readonly why: string };

export function readEmail(text: string): ReadEmail {
  const email = unwrap(text);
  if (canExist(email)) return { kind: "email", email, unwrapped: email !== text };
  const strange = email.match(STRANGE) ?? [];
  const why = strange.length === 0 ? whyWrong(email) : `it contains ${characterNames(strange)}`;
  return { kind: "wrong", why: why === undefined ? "" : `: ${why}` };
}

/** Of an address that cannot exist; undefined: it does not look like one at all. */
function whyWrong(email: string): string | undefined {
  const at = email.lastIndexOf("@");
  if (at === -1) return "it has no @";
  if (/[\s,;/|]\s*\S+@|@\S*[,;]/.test(email)) return "it holds more than one address, or text beside it";
  if (email.includes(" ")) return "it contains a blank";
  const local = email.slice(0, at);
  const domain = email.slice(at + 1);
  if (local === "" || domain === "") return `there is nothing ${local === "" ? "before" : "after"} the @`;
  if (email.includes("..")) return "two dots follow each other";
  if (local.startsWith(".") || local.endsWith(".")) return "the part before the @ begins or ends with a dot";
  if (bytesOf(local) > LOCAL_BYTES_MAX) return `the part before the @ is longer than ${String(LOCAL_BYTES_MAX)}`;
  const labels = domain.split(".");
  if (labels.length < 2) return "the part behind the @ has no dot";
  if (!LOCAL.test(local)) return "a character before the @ cannot stand there";
  return labels.every((label) => LABEL.test(label))
    ? "its domain cannot exist"
    : "a character behind the @ cannot stand there";
}

/** `mailto:a@b.co`, `Ana Silva <a@b.co>`, `<a@b.co>`. */
function unwrap(text: string): string {
  const link = text.replace(/^mailto:\s*/i, "");
  return (
    /^[^<>@]*<([^<>]*)>$/
      .exec(link)?.[1]
      ?.replace(/^mailto:\s*/i, "")
      .trim() ?? link
  );
}

function canExist(email: string): boolean {
  const at = email.lastIndexOf("@");
  const local = email.slice(0, Math.max(at, 0));
  const domain = email.slice(at + 1);
  if (!LOCAL.test(local) || bytesOf(local) > LOCAL_BYTES_MAX || bytesOf(email) > ADDRESS_BYTES_MAX) return false;
  const labels = domain.split(".");
  const last = labels.at(-1) ?? "";
  if (labels.length < 2 || last.length < 2 || /^\p{N}+$/u.test(last)) return false;
  return labels.every((label) => label.length <= LABEL_LENGTH_MAX && LABEL.test(label));
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
