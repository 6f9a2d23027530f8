// The partner's own words about a refusal, fit to stand in a result, a log and a terminal: found where its neighbors put them,
// shortened, without credentials, e-mail addresses or telephone numbers, and without characters that nobody sees.
import { isRecord } from "./align-keys.ts";
import { NOT_THERE } from "./assumptions.ts";
import { visibleText } from "../../domain/visible-text.ts";

const MESSAGE_CHARACTERS_MAX = 200;
const WORDS = ["statusMessage", "message", "errorMessage", "error_description", "description", "detail", "title"];

/** The first message found in an answer's body; `fallback` where there is none. Not masked yet. */
export function partnerMessage(body: unknown, fallback: string): string {
  return wordsOf(body, 0) ?? fallback;
}

const PROPERTY_KEYS = ["propertypath", "property", "field", "path"];

/** The property of the request that an error names, as a path; of several errors the first one's. */
export function propertyOf(body: unknown, depth = 0): string | undefined {
  if (typeof body !== "object" || body === null || depth > 3) return undefined;
  const entries: [string, unknown][] = Object.entries(body);
  const fields = new Map(entries.map(([key, field]) => [key.toLowerCase(), field]));
  const own = PROPERTY_KEYS.map((key) => fields.get(key)).find((value) => typeof value === "string");
  if (typeof own === "string" && /^[\w.&[\]-]{1,200}$/.test(own)) return own;
  const inner: unknown = Array.isArray(body) ? body[0] : (fields.get("errors") ?? fields.get("error"));
  return propertyOf(inner, depth + 1);
}

/** A refusal all of whose errors say that something does not exist. */
export function saysNotThere(body: unknown): boolean {
  const errors = isRecord(body) ? body["errors"] : undefined;
  if (!Array.isArray(errors) || errors.length === 0) return false;
  return errors.every((error: unknown) => isRecord(error) && error["code"] === NOT_THERE);
}

/** Masks what must not leave, then shortens. `secrets` are replaced wherever they occur. */
export function maskMessage(message: string, secrets: readonly string[] = []): string {
  const hidden = secrets
    .filter((secret) => secret.length > 0)
    .reduce((text, secret) => text.replaceAll(secret, "[credential]"), message);
  const masked = hidden
    .replaceAll(/[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+/g, "[e-mail]")
    .replaceAll(/(?<![\w-])\+?\d(?:[ ().-]{0,2}\d){9,14}(?![\w-])/g, "[phone]")
    .replaceAll(/\s+/g, " ")
    .trim();
  const shown = visibleText(masked);
  return shown.length > MESSAGE_CHARACTERS_MAX ? `${shown.slice(0, MESSAGE_CHARACTERS_MAX - 1)}…` : shown;
}

function wordsOf(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (typeof value !== "object" || value === null || depth > 3) return undefined;
  if (Array.isArray(value)) return firstOf(value, depth);
  const entries: [string, unknown][] = Object.entries(value);
  const fields = new Map(entries.map(([key, field]) => [key.toLowerCase(), field]));
  const direct = WORDS.map((word) => fields.get(word.toLowerCase())).find(
    (word): word is string => typeof word === "string" && word.trim() !== "",
  );
  if (direct !== undefined) return direct;
  return firstOf([fields.get("errors"), fields.get("error"), fields.get("esignintegrationresponsestep")], depth);
}

function firstOf(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const words = wordsOf(value, depth + 1);
    if (words !== undefined) return words;
  }
  return undefined;
}
