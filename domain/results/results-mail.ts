// The mail that tells people that a batch's results are there: what became of the rows, what to do, and links that end.
import type { ResultLink } from "../../contracts/front-door.ts";
import type { ResultsReady } from "../../contracts/results-ready.ts";
import { visibleText } from "../visible-text.ts";

export interface ResultsMail {
  readonly subject: string;
  readonly text: string;
}

const NEXT: Readonly<Record<ResultsReady["status"], string>> = {
  completed: "All orders of this file are finished.",
  needsAttention: "Some orders need your attention. report.html lists each one with its reason and what to do.",
  gone: "Nothing in it was read or ordered. If you renamed it in the inbox, it is read under its new name; otherwise send it again.",
  rejected: "No row was accepted, and nothing was ordered. failed.csv says what to correct in each row.",
};
const FAILED = "Correct the rows in failed.csv and send that file: rows that went through are not ordered again.";

export function resultsMail(event: ResultsReady, links: readonly ResultLink[]): ResultsMail {
  const file = visibleText(event.file);
  const [first] = links;
  const lines = [
    `${file}: ${event.summary}`,
    "",
    NEXT[event.status],
    ...(event.rows.failed > 0 && event.status !== "rejected" ? [FAILED] : []),
    "",
    ...links.map(({ name, url }) => `${name}\n${url}\n`),
    ...(first === undefined ? [] : [`These links work for anyone who has them, until ${first.expiresAt}.`]),
    `After that, request new ones from the front door: GET /files/${event.batchId}`,
    "",
    `Batch ${event.batchId}, received ${event.receivedAt}`,
  ];
  return { subject: `${file}: ${event.summary}`, text: `${lines.join("\n")}\n` };
}
