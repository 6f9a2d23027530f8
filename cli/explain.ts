// Explains what people meet: a code of an issue or a reason by its page, and a value that AT&T was sent by its way back to the cell
// that it came from.
import { errorSection } from "../config/errors-document.ts";
import { ISSUE_CODES } from "../contracts/issues/issues.ts";
import { REASON_CODES } from "../contracts/reasons.ts";
import type { OrderRecord, SiteRecord } from "../contracts/records.ts";
import { nearestName } from "../domain/rows/nearest-name.ts";
import { explainValue } from "../pipeline/operators/explain-value.ts";
import { findReference } from "../pipeline/operators/find-reference.ts";
import { writtenSite } from "../pipeline/operators/written-cells.ts";
import type { CommandCall } from "./command-call.ts";
import { explainedLines } from "./explain-text.ts";
import { type ReadSession, withReadSession } from "./read-session.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, UsageError } from "./usage-error.ts";

const CODES: readonly string[] = [...ISSUE_CODES, ...REASON_CODES];
const NEAR_MAX = 5;

export async function explain({ operands, values, terminal }: CommandCall): Promise<number> {
  const [first = "", ...field] = operands;
  const json = values["json"] === true;
  if (field.length === 0) return explainCode(first, json, terminal);
  return withReadSession(values, async (session) => {
    const { order, site, ofOrder } = await siteNamed(session, first);
    const file = await session.deps.files.file(order.fileId);
    const written = file && (await writtenSite(session.store, file, site.row));
    if (file === undefined || written === undefined) {
      throw new UsageError(`the file of ${first} is no longer kept, so its cells cannot be shown`);
    }
    const name = field.join(" ");
    const { callRecords } = session.deps;
    const explained = await explainValue({ callRecords, order, site, written, ofOrder }, name);
    if (explained.kind === "none") throw new UsageError(unknownField(name, explained.near, ofOrder));
    if (json) terminal.json(jsonOf(first, name, file.name, explained));
    else
      terminal.answer(
        ...explainedLines(explained, { ref: first, field: name, file: file.name, paint: terminal.paint }),
      );
    return explained.kind === "choices" ? EXIT.usage : EXIT.everyRowWentThrough;
  });
}

function jsonOf(ref: string, field: string, file: string, explained: Awaited<ReturnType<typeof explainValue>>) {
  const { kind: _, ...rest } = explained;
  return { ref, field, file, ...rest };
}

function unknownField(name: string, near: string | undefined, ofOrder: boolean): string {
  const meant = near === undefined ? "" : `. Did you mean "${near}"?`;
  const site = ofOrder ? ". What is said of one site needs it: ORDER/SITE" : "";
  return `no column and no field that AT&T is sent is called "${name}"${meant}${site}`;
}

function explainCode(code: string, json: boolean, terminal: Terminal): number {
  const known = CODES.find((one) => one.toLowerCase() === code.toLowerCase()) ?? code;
  const section = errorSection(known);
  if (section === undefined) throw new UsageError(unknownCode(code));
  if (json) terminal.json({ code: known, page: section });
  else terminal.answer("", ...plainPage(section, terminal));
  return EXIT.everyRowWentThrough;
}

/** A page's Markdown, as a terminal shows it. */
function plainPage(section: string, { paint }: Terminal): string[] {
  return section.split("\n").map((line) => {
    if (line.startsWith("### ")) return paint("bold", line.slice(4));
    return line.replaceAll(/\*\*([^*]+)\*\*/g, (_, words: string) => paint("bold", words)).replace(/^_([^_]+)_/, "$1");
  });
}

function unknownCode(code: string): string {
  const near = nearCodes(code);
  const meant = near.length === 0 ? "All codes are in docs/errors.md" : `Did you mean ${near.join(", ")}?`;
  return `there is no code "${code}". ${meant} (For a value: explain ORDER/SITE FIELD)`;
}

/** By its letters, and by the words in it. */
function nearCodes(code: string): string[] {
  const nearest = nearestName(code, CODES);
  const words = code
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2);
  const alike = CODES.filter((known) => words.some((word) => known.toLowerCase().includes(word)));
  const begins = (known: string): boolean => known.toLowerCase().startsWith(`${code.toLowerCase()}.`);
  alike.sort((one, other) => Number(begins(other)) - Number(begins(one)));
  return [...new Set([...(nearest === undefined ? [] : [nearest]), ...alike])].slice(0, NEAR_MAX);
}

interface NamedSite {
  readonly order: OrderRecord;
  readonly site: SiteRecord;
  /** The order alone was named, and it has several sites. */
  readonly ofOrder: boolean;
}

async function siteNamed({ deps }: ReadSession, ref: string): Promise<NamedSite> {
  const found = await findReference(deps, ref);
  if (found.kind === "site") return { order: found.order, site: found.site, ofOrder: false };
  if (found.kind === "order") {
    const sites = await deps.sites.sites(found.order.orderId);
    const [site] = sites;
    if (site !== undefined) return { order: found.order, site, ofOrder: sites.length > 1 };
  }
  if (found.kind === "several") throw new UsageError(`several distributors have ${ref}: say --distributor NAME`);
  if (found.kind === "notStarted" || found.kind === "order") {
    throw new UsageError(`${ref} is not started yet: nothing was sent to AT&T`);
  }
  throw new UsageError(`no order and no site is known by "${ref}"`);
}
