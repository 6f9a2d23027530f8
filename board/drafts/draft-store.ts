// Files that were dropped onto the board and not sent yet. Their bytes lie in a folder of their own, which goes with the board; nothing
// of them reaches a bucket before somebody presses Send. What is sent goes the way of the command line, as a file on disk.
import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Policy } from "../../contracts/outcomes.ts";
import type { Clock } from "../../domain/ports.ts";
import { profileOf } from "../../reading/profiles.ts";
import type { OpenFile } from "../../reading/read-records.ts";
import { sheetNames } from "../../reading/sheet-names.ts";
import { type BoardFile, BoardRefusal } from "../board-world.ts";
import type { CellEdit, Draft, DraftCheck } from "../wire.ts";
import { checkDraft } from "./draft-check.ts";
import { applyEdit, correctedCsv, gridOf, type GridRead, readGrid } from "./draft-grid.ts";

interface KeptDraft {
  readonly name: string;
  readonly folder: string;
  /** Whose it was taken for last. */
  distributor: string;
  /** Of a workbook with several that a person sees; else none. */
  readonly sheets: readonly string[];
  /** By the sheet that is looked at: what was corrected stays while one looks at another. */
  readonly pages: Map<string, DraftPage>;
  /** One change after the other. */
  turn: Promise<unknown>;
}

/** A sheet of a draft, or all of a file that has none. */
interface DraftPage {
  /** As `--sheet` names it; undefined: what is read where nobody names one. */
  readonly sheet: string | undefined;
  readonly grid: GridRead;
  isOriginal: boolean;
}

export interface LookRequest {
  readonly distributor: string;
  readonly policy?: Policy | undefined;
  /** Absent: the first. */
  readonly sheet?: string | undefined;
}

export interface CheckRequest extends LookRequest {
  readonly edits: readonly CellEdit[];
}

/** What goes when the draft is sent. */
export interface DraftFile extends BoardFile {
  readonly distributor: string;
  readonly sheet: string | undefined;
}

/** Older ones are forgotten. */
const DRAFTS_MAX = 8;
const CHUNK_BYTES = 64 * 1024;
/** File systems take 255. */
const NAME_BYTES_MAX = 200;

export class DraftStore {
  readonly #clock: Clock;
  readonly #drafts = new Map<string, KeptDraft>();
  #root: Promise<string> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async add(bytes: Readable, given: string, request: LookRequest): Promise<Draft> {
    const id = randomUUID();
    const name = plainName(given);
    const folder = path.join(await (this.#root ??= mkdtemp(path.join(tmpdir(), "apex-bulk-board-"))), id);
    await mkdir(path.join(folder, "original"), { recursive: true });
    await pipeline(bytes, limited(), createWriteStream(path.join(folder, "original", name)));
    const open = opened(path.join(folder, "original", name));
    const first = await readGrid(open, { profile: profileOf(request.distributor), sheet: undefined });
    const all = first.format === "xlsx" ? await sheetNames(open) : [];
    const sheets = all.length > 1 ? all : [];
    const pages = new Map([["", { sheet: undefined, grid: first, isOriginal: true }]]);
    const { distributor } = request;
    const draft = { name, folder, distributor, sheets, pages, turn: Promise.resolve() };
    this.#drafts.set(id, draft);
    await this.#forgetOld();
    return await this.look(id, request);
  }

  /** The draft as it stands, at the sheet that is asked for. */
  look(id: string, { distributor, policy, sheet }: LookRequest): Promise<Draft> {
    const draft = this.#draft(id);
    return inTurn(draft, async () => {
      draft.distributor = distributor;
      const page = await pageOf(draft, sheet);
      const { name, sheets } = draft;
      const { grid } = page;
      const check = await this.#checked(draft, page, policy);
      return {
        ...{ id, name, distributor, sheets, sheet: page.sheet ?? sheets[0] ?? "", format: grid.format ?? "" },
        ...{ grid: gridOf(grid), noGrid: grid.none, check },
      };
    });
  }

  check(id: string, { distributor, policy, sheet, edits }: CheckRequest): Promise<DraftCheck> {
    const draft = this.#draft(id);
    return inTurn(draft, async () => {
      draft.distributor = distributor;
      const page = await pageOf(draft, sheet);
      if (edits.length > 0 && page.grid.none !== "") throw new BoardRefusal(page.grid.none);
      for (const edit of edits) applyEdit(page.grid, edit);
      if (edits.length > 0) page.isOriginal = false;
      return await this.#checked(draft, page, policy);
    });
  }

  /** As a file on disk, corrected where cells were. */
  async file(id: string, sheet?: string): Promise<DraftFile> {
    const draft = this.#draft(id);
    return inTurn(draft, async () => {
      const page = await pageOf(draft, sheet);
      const { name, folder, distributor } = draft;
      if (page.isOriginal) return { path: path.join(folder, "original", name), name, distributor, sheet: page.sheet };
      const corrected = correctedName(name, page.sheet);
      await mkdir(path.join(folder, "corrected"), { recursive: true });
      await writeFile(path.join(folder, "corrected", corrected), correctedCsv(page.grid));
      return { path: path.join(folder, "corrected", corrected), name: corrected, distributor, sheet: undefined };
    });
  }

  async close(): Promise<void> {
    this.#drafts.clear();
    if (this.#root !== undefined) await rm(await this.#root, { recursive: true, force: true });
  }

  #draft(id: string): KeptDraft {
    const draft = this.#drafts.get(id);
    if (draft === undefined) throw new BoardRefusal("The file is no longer here. Drop it again.", 404);
    return draft;
  }

  async #checked({ name, folder, distributor }: KeptDraft, page: DraftPage, policy: Policy | undefined) {
    const { isOriginal, grid, sheet } = page;
    const known = { distributor, policy, isOriginal, grid, now: this.#clock.now() };
    if (isOriginal) {
      const open = opened(path.join(folder, "original", name));
      return await checkDraft({ ...known, open, sheet, positions: grid.positions });
    }
    const bytes = Buffer.from(correctedCsv(grid));
    const open: OpenFile = () => Readable.from([bytes]);
    const { positions } = await readGrid(open, { profile: profileOf(distributor), sheet: undefined });
    return await checkDraft({ ...known, open, sheet: undefined, positions });
  }

  async #forgetOld(): Promise<void> {
    for (const [id, { folder }] of [...this.#drafts].slice(0, -DRAFTS_MAX)) {
      this.#drafts.delete(id);
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The first sheet is read without its name, so that the batch is the one of a command without `--sheet`. */
async function pageOf(draft: KeptDraft, asked: string | undefined): Promise<DraftPage> {
  const { name, folder, distributor, sheets, pages } = draft;
  const sheet = sheets.slice(1).find((other) => other === asked);
  const known = pages.get(sheet ?? "");
  if (known !== undefined) return known;
  const open = opened(path.join(folder, "original", name));
  const page = { sheet, grid: await readGrid(open, { profile: profileOf(distributor), sheet }), isOriginal: true };
  pages.set(sheet ?? "", page);
  return page;
}

function inTurn<T>(draft: KeptDraft, act: () => Promise<T>): Promise<T> {
  const next = draft.turn.then(act);
  draft.turn = next.catch(() => undefined);
  return next;
}

const opened =
  (file: string): OpenFile =>
  () =>
    createReadStream(file, { highWaterMark: CHUNK_BYTES });

/** `orders.xlsx` → `orders-corrected.csv`; of its sheet `May 1`: `orders-May-1-corrected.csv`. */
function correctedName(name: string, sheet: string | undefined): string {
  const file = name.replace(/\.gz$/i, "").replace(/\.[^.]*$/, "");
  const base = sheet === undefined ? file : `${file}-${sheet.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}`;
  return base.endsWith("-corrected") ? `${base}.csv` : `${base}-corrected.csv`;
}

/** A browser gives the name alone; whatever else comes is no path. */
function plainName(given: string): string {
  let name = path.basename(given.replaceAll("\\", "/")).replaceAll(/\p{Cc}/gu, "");
  while (Buffer.byteLength(name) > NAME_BYTES_MAX) name = name.slice(1);
  return name === "" || name === "." || name === ".." ? "orders" : name;
}

function limited(): Transform {
  let left: number = FILE_LIMITS.fileBytesMax;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      left -= chunk.length;
      done(left < 0 ? new BoardRefusal("The file is over 2 GB.", 413) : null, chunk);
    },
  });
}
