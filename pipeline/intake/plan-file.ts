// What dropping a file would do to the world as it is: the intake's own reading, decisions and look-ups, on a table that cannot be
// written, and nothing behind them. Its hash names the plan by what it rests on, so that a later `run --plan` can tell what has
// changed: the bytes, the settings, or what other files have sent meanwhile.
import { createHash } from "node:crypto";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { invariant } from "../../contracts/errors.ts";
import { fileIdOf } from "../../contracts/ids.ts";
import type { Correction } from "../../contracts/correction.ts";
import type { Issue, Policy } from "../../contracts/outcomes.ts";
import type { FileRecord } from "../../contracts/records.ts";
import { ReadOnlyTable } from "../../adapters/aws/read-only-table.ts";
import type { Table } from "../../adapters/aws/table.ts";
import {
  type FilePlanTotals,
  joinNameless,
  type OrderInPlan,
  plannedOrder,
  totalsOf,
} from "../../domain/orders/file-plan.ts";
import { type EarlierOrders, planOrders } from "../../domain/orders/plan-orders.ts";
import type { EarlierAddresses } from "../../domain/orders/site-addresses.ts";
import { readBulkFile } from "../../reading/read-bulk-file.ts";
import type { OpenFile } from "../../reading/read-records.ts";
import { FileStore } from "../orders/file-store.ts";
import { canonicalJson } from "../reconcile/canonical-json.ts";
import { FileAddresses, TableEarlierAddresses } from "./earlier-addresses.ts";
import { type KnownOrder, TableEarlierOrders } from "./earlier-orders.ts";
import { correctionOf } from "./correction-of.ts";
import { fingerprint } from "./fingerprint.ts";
import { isToBeRead, policyAtDrop } from "./register-file.ts";

export interface PlanFileOptions {
  readonly open: OpenFile;
  /** SHA-256 of all bytes, hexadecimal. */
  readonly contentHash: string;
  readonly distributor: string;
  /** Undefined: no such distributor, which is an error of the file. */
  readonly profile: DistributorProfile | undefined;
  readonly sheet: string | undefined;
  /** Undefined: the profile's, else `order`. */
  readonly policy: Policy | undefined;
  readonly now: Date;
  /** Undefined: a world in which nothing was ever sent. */
  readonly table: Table | undefined;
}

export interface FilePlan {
  /** PLAN_HASH_DIGITS hexadecimal digits. */
  readonly hash: string;
  readonly orders: readonly OrderInPlan[];
  readonly totals: FilePlanTotals;
  readonly issues: readonly Issue[];
  readonly policy: Policy;
  /** The file as it was taken in before; undefined: it would be read for the first time, or anew. */
  readonly known: FileRecord | undefined;
  /** The earlier file that this one corrects, as its receipt would name it. */
  readonly correctionOf: Correction | undefined;
}

/** Digits of the hash that stand for the file's bytes, for the settings it is read under, and for the world. */
const DIGITS = { file: 12, settings: 8, world: 20 } as const;
type PlanPart = keyof typeof DIGITS;
export const PLAN_HASH_DIGITS = DIGITS.file + DIGITS.settings + DIGITS.world;

export async function planFile(options: PlanFileOptions): Promise<FilePlan> {
  const { distributor, contentHash, sheet } = options;
  const table = options.table === undefined ? undefined : new ReadOnlyTable(options.table);
  const fileId = fileIdOf(distributor, contentHash, sheet);
  const { known, policy, profile, receivedAt } = await readingOf(options, table, fileId);
  const issues: Issue[] = [];
  const onIssue = (issue: Issue): void => void issues.push(issue);
  using reading = await readBulkFile({ open: options.open, profile, sheet, onIssue, receivedAt });
  const found: OrderInPlan[] = [];
  // What the file itself has sent is an earlier sending once it was taken in: it is not taken in twice.
  const { looked, ...met } = worldOf(table, { distributor, fileId: known === undefined ? fileId : "" });
  const world = createHash("sha256").update(JSON.stringify([known !== undefined, reading.fault?.code ?? null]));
  const planned = await planOrders<KnownOrder>(reading, {
    policy,
    ...met,
    ...(looked !== undefined && { onPass: looked.forgetSeen }),
    fingerprint,
    sink: {
      issue: onIssue,
      unsent: () => undefined,
      send: (orders) => Promise.resolve(orders.map(() => true)),
      decided: (order) => {
        const { order: planned, ground } = plannedOrder(order, known !== undefined);
        found.push(planned);
        world.update(`${ground}\n`);
      },
    },
  });
  invariant(planned.finished, "planFile.unfinished");
  const settings = canonicalJson([distributor, profile ?? null, policy, sheet ?? null]);
  const orders = joinNameless(found);
  const corrected =
    known !== undefined || table === undefined || looked === undefined
      ? known?.correctionOf
      : await correctionOf(table, { fileId, distributor }, { named: reading.corrects, ...looked.seen });
  return {
    hash: hashOf({ file: contentHash, settings: sha256(settings), world: world.digest("hex") }),
    ...{ orders, totals: totalsOf(orders, reading.rowsTotal), issues, policy, known },
    correctionOf: corrected,
  };
}

/** As the intake would read it: a file that an interrupted intake has begun keeps what was said at its drop. */
async function readingOf({ policy, profile, now }: PlanFileOptions, table: Table | undefined, fileId: string) {
  const record = table === undefined ? undefined : await new FileStore(table).file(fileId);
  if (record === undefined || record.status === "rejected") {
    return { known: undefined, policy: policyAtDrop(policy, profile), profile, receivedAt: now };
  }
  return {
    known: isToBeRead(record) ? undefined : record,
    policy: record.policy,
    profile: record.profile === undefined ? profile : (record.profile ?? undefined),
    receivedAt: new Date(record.receivedAt),
  };
}

interface World {
  readonly earlier: EarlierOrders<KnownOrder>;
  readonly addresses: EarlierAddresses;
  /** Undefined: there is no table to look them up in. */
  readonly looked: TableEarlierOrders | undefined;
}

function worldOf(table: Table | undefined, file: { readonly distributor: string; readonly fileId: string }): World {
  const ofFile = new FileAddresses();
  if (table === undefined) {
    const nothing: KnownOrder = { sites: new Map(), seen: undefined, own: undefined };
    return {
      earlier: { of: () => Promise.resolve(nothing) },
      addresses: ofFile,
      looked: undefined,
    };
  }
  const before = new TableEarlierAddresses(table, file);
  const earlier = new TableEarlierOrders(table, file);
  return {
    ...{ earlier, looked: earlier },
    addresses: {
      // The intake finds those of this file in the table, where it has put them.
      async othersAt(addresses) {
        const others = await before.othersAt(addresses);
        const own = await ofFile.othersAt(addresses);
        return others.map((other, at) => other ?? own[at]);
      },
    },
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const hashOf = ({ file, settings, world }: Readonly<Record<PlanPart, string>>): string =>
  file.slice(0, DIGITS.file) + settings.slice(0, DIGITS.settings) + world.slice(0, DIGITS.world);

/** What differs between two plans of a file; none: they are the same plan. Undefined: `hash` is none of ours. */
export function changedSince(hash: string, now: string): readonly PlanPart[] | undefined {
  if (!new RegExp(`^[0-9a-f]{${String(PLAN_HASH_DIGITS)}}$`).test(hash)) return undefined;
  let from = 0;
  return (["file", "settings", "world"] as const).filter((part) => {
    const [begin, end] = [from, from + DIGITS[part]];
    from = end;
    return hash.slice(begin, end) !== now.slice(begin, end);
  });
}
