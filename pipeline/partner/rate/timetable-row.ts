// The timetable of a credential in the shared table: one item, replaced only by who has seen its latest version. The plan is
// kept as indexes into its lines, so that an item of some hundred slots costs one write unit or two.
import * as z from "zod";
import { invariant } from "../../../contracts/errors.ts";
import { keys } from "../../../contracts/records.ts";
import type { Item, Key, Table } from "../../../adapters/aws/table.ts";
import type { Timetable } from "./timetable.ts";
import { plainObject } from "../../../contracts/object-schemas.ts";

const RowSchema = plainObject(() => ({
  version: z.number(),
  firstMicros: z.number(),
  stepMicros: z.number(),
  /** -1: nobody's. */
  plan: z.array(z.number()),
  lines: z.array(z.tuple([z.string(), z.string()])),
  given: z.record(z.string(), z.number()),
  openFromMicros: z.number(),
  refusedMicros: z.array(z.number()),
}));

/** What consumers tell each other of a credential. */
export interface Shared {
  readonly timetable: Timetable;
  /** Nobody calls before this. */
  readonly openFromMicros: number;
  /** When the partner refused calls as too many, lately. */
  readonly refusedMicros: readonly number[];
}

/** As it was read; version 0 is not there yet. */
export interface Seen extends Shared {
  readonly version: number;
}

export class TimetableRow {
  readonly #table: Table;
  readonly #key: Key;

  constructor(table: Table, credential: string) {
    this.#table = table;
    this.#key = keys.timetable(credential);
  }

  async read(): Promise<Seen | undefined> {
    const item = await this.#table.get(this.#key);
    if (item === undefined) return undefined;
    const row = RowSchema.safeParse(item);
    invariant(row.success, `timetable ${this.#key.pk}`);
    const { version, plan, lines, openFromMicros, refusedMicros, firstMicros, stepMicros, given } = row.data;
    return {
      version,
      openFromMicros,
      refusedMicros,
      timetable: {
        firstMicros,
        stepMicros,
        given,
        plan: plan.map((index) => lines[index]?.[0] ?? null),
        lines: lines.map(([id, distributor]) => ({ id, distributor })),
      },
    };
  }

  /** Undefined: somebody else has written meanwhile. */
  async replace(seenVersion: number, shared: Shared): Promise<Seen | undefined> {
    const { timetable, openFromMicros, refusedMicros } = shared;
    const { firstMicros, stepMicros, plan, lines, given } = timetable;
    const indexes = new Map(lines.map(({ id }, index) => [id, index]));
    const version = seenVersion + 1;
    const content: Item = {
      version,
      firstMicros,
      stepMicros,
      plan: plan.map((line) => (line === null ? -1 : (indexes.get(line) ?? -1))),
      lines: lines.map(({ id, distributor }) => [id, distributor]),
      given,
      openFromMicros,
      refusedMicros,
    };
    const written =
      seenVersion === 0
        ? await this.#table.put({ ...this.#key, ...content }, { ifAbsent: true })
        : (await this.#table.update(this.#key, { set: content, when: { version: seenVersion } })) !== undefined;
    return written ? { version, timetable, openFromMicros, refusedMicros } : undefined;
  }
}
