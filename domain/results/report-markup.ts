// Small pieces of HTML that every part of the report uses. Whatever comes from a file or from AT&T goes through `escaped`.
import { STAGES } from "../../contracts/stage-names.ts";
import { STAGE_WORDS } from "./report-words.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that would hide or reorder text (controls, bidi marks, zero-width) are shown as their code point. */
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

export const escaped = (text: string | number): string =>
  String(text)
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(UNSEEN, (character) => `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

export const section = (id: string, heading: string, content: string): string =>
  `<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${escaped(heading)}</h2>${content}</section>`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

/** `2027-03-01T14:05:00.000Z` as `Mar 1, 2027, 14:05 UTC`; what is not an instant is given back as it is. */
export function shownInstant(instant: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(instant);
  if (match === null) return instant;
  const [, year = "", month = "", day = "", time = ""] = match;
  return `${MONTHS[Number(month) - 1] ?? month} ${String(Number(day))}, ${year}, ${time} UTC`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const codeHtml = (code: string): string =>
  code === "" ? "" : `<a class="code" href="#code-${escaped(code)}">${escaped(code)}</a>`;

export function stageWords(name: string): string {
  const stage = STAGES.find((known) => known === name);
  return stage === undefined ? name : STAGE_WORDS[stage];
}

/** Integer cents as dollars. */
export const dollars = (cents: number): string =>
  `$${(cents / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
