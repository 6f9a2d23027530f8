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
import { type BoardFile, BoardRefusal } from "../board-world.ts";
import type { CellEdit, Draft, DraftCheck } from "../wire.ts";
import { checkDraft } from "./draft-check.ts";
import { applyEdit, correctedCsv, gridOf, type GridRead, readGrid } from "./draft-grid.ts";

interface KeptDraft {
  readonly name: string;
  readonly folder: string;
  distributor: string;
  grid: GridRead;
  isOriginal: boolean;
  /** One change after the other. */
  turn: Promise<unknown>;
}

export interface CheckRequest {
  readonly distributor: string;
  readonly policy?: Policy | undefined;
  readonly edits: readonly CellEdit[];
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

  async add(bytes: Readable, given: string, request: Omit<CheckRequest, "edits">): Promise<Draft> {
    const id = randomUUID();
    const name = plainName(given);
    const folder = path.join(await (this.#root ??= mkdtemp(path.join(tmpdir(), "apex-bulk-board-"))), id);
    await mkdir(path.join(folder, "original"), { recursive: true });
    await pipeline(bytes, limited(), createWriteStream(path.join(folder, "original", name)));
    const { distributor } = request;
    const grid = await readGrid(opened(path.join(folder, "original", name)), profileOf(distributor));
    const draft = { name, folder, distributor, grid, isOriginal: true, turn: Promise.resolve() };
    this.#drafts.set(id, draft);
    await this.#forgetOld();
    const check = await this.#checked(draft, request.policy);
    return { id, name, distributor, format: grid.format ?? "", grid: gridOf(grid), noGrid: grid.none, check };
  }

  check(id: string, { distributor, policy, edits }: CheckRequest): Promise<DraftCheck> {
    const draft = this.#draft(id);
    return inTurn(draft, async () => {
      draft.distributor = distributor;
      if (edits.length > 0 && draft.grid.none !== "") throw new BoardRefusal(draft.grid.none);
      for (const edit of edits) applyEdit(draft.grid, edit);
      if (edits.length > 0) draft.isOriginal = false;
      return await this.#checked(draft, policy);
    });
  }

  /** As a file on disk, corrected where cells were. */
  async file(id: string): Promise<BoardFile & { readonly distributor: string }> {
    const draft = this.#draft(id);
    return inTurn(draft, async () => {
      const { distributor, name, folder } = draft;
      if (draft.isOriginal) return { path: path.join(folder, "original", name), name, distributor };
      const corrected = correctedName(name);
      await mkdir(path.join(folder, "corrected"), { recursive: true });
      await writeFile(path.join(folder, "corrected", corrected), correctedCsv(draft.grid));
      return { path: path.join(folder, "corrected", corrected), name: corrected, distributor };
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

  async #checked({ name, folder, distributor, grid, isOriginal }: KeptDraft, policy: Policy | undefined) {
    const known = { distributor, policy, isOriginal, grid, now: this.#clock.now() };
    if (isOriginal) {
      const open = opened(path.join(folder, "original", name));
      return await checkDraft({ ...known, open, places: grid.places });
    }
    const bytes = Buffer.from(correctedCsv(grid));
    const open: OpenFile = () => Readable.from([bytes]);
    const { places } = await readGrid(open, profileOf(distributor));
    return await checkDraft({ ...known, open, places });
  }

  async #forgetOld(): Promise<void> {
    for (const [id, { folder }] of [...this.#drafts].slice(0, -DRAFTS_MAX)) {
      this.#drafts.delete(id);
      await rm(folder, { recursive: true, force: true });
    }
  }
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

/** `orders.xlsx` → `orders-corrected.csv`. */
function correctedName(name: string): string {
  const base = name.replace(/\.gz$/i, "").replace(/\.[^.]*$/, "");
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
