// What distributors and operators do in a run: files of several orders, some with names that force outcomes and some with
// faulty rows; the same bytes again, corrections; cancellations; and, once all stands still, a person who goes through
// what is held, asks the partner what happened, and puts it back to work.
import { cancel, type OperatorDeps, openCalls, redrive, resolve } from "../../pipeline/operators/operator-actions.ts";
import { DECISION_HOLDS } from "../../contracts/reasons.ts";
import { keys } from "../../contracts/records.ts";
import { type Row, rowsOf } from "../e2e/hand-written-file.ts";
import { Damages } from "./damages.ts";
import { Inbox } from "./inbox.ts";
import { Pauses } from "./pauses.ts";
import { START_MILLIS, type World } from "./world.ts";
import { dropMillis } from "./workload-times.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DISTRIBUTORS = ["demo", "northwind-telecom"] as const;
const COMPANIES = [
  ...["Lone Star Dental", "Prairie Bakeries", "Cedar Clinics", "Harbor Freightways", "Mesa Schools", "Acme Tyres"],
  ...["Oak Legal", "River Motors", "Summit Labs", "Gulf Outfitters", "Pine Hotels", "Delta Grocers"],
  ...["SIM CREDIT DECLINE Co", "SIM CREDIT REVIEW Co", "SIM CREDIT REVIEW DECLINE Co", "SIM CREDIT CONDITIONAL Co"],
  ...["SIM CREDIT FRAUD Co", "SIM CREDIT SILENT Co", "SIM SIGN DECLINE Co", "SIM SIGN EXPIRE Co", "SIM SIGN SILENT Co"],
  ...[
    "SIM CREDIT CONDITIONAL MET Co",
    "SIM CUSTOMER MATCH Co",
    "SIM CUSTOMER MANY Co",
    "SIM CUSTOMER FORBIDDEN Co",
    "SIM ORDER REFUSE Co",
  ],
] as const;
/** A cell that spoils its row for the reader, for AVPS or for the partner. */
const SPOILED: readonly Row[] = [
  { site_zip: "99999" },
  { site_zip: "10001" },
  { port_speed: "10G" },
  { premise_notes: "SIM INSTALL REFUSE" },
  { room: "SIM PORT REFUSE" },
  { billing_description: "SIM BILLING REFUSE" },
];

/** The last site of each order at an address that AVPS does not know: it ends, and its correction is sent. */
const lastMisplaced = (rows: readonly Row[]): Row[] =>
  rows.map((row, at) => (rows[at + 1]?.["order_ref"] === row["order_ref"] ? row : { ...row, site_zip: "10001" }));

export class Workload {
  readonly inbox: Inbox;
  readonly #world: World;
  readonly #pauses: Pauses;
  readonly damages: Damages;
  #coming = 0;
  /** Orders that a person has put back to work once. */
  readonly #waitedAgain = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    this.inbox = new Inbox(world.store, world.time);
    this.#pauses = new Pauses(world);
    this.damages = new Damages(world);
    const { chance } = world;
    const change = chance.of("changes in between");
    if (change < 0.6) world.onIntakeCutOff = (event) => this.#changeInBetween(change < 0.3 ? "profile" : "file", event);
    const fileCount = chance.whole("files", 1, 3);
    for (let n = 0; n < fileCount; n += 1) this.#plan(n);
    if (chance.of("cancels") < 0.2) {
      world.time.setTimer(chance.of("cancelAt") * 2 * DAY, () => this.#cancelOne());
    }
    if (chance.of("cancelsBusy") < 0.25) world.onPartnerRequest = (orderId, path) => this.#cancelBusy(orderId, path);
  }

  /** Cancels an order while a call of it is under way, some more often than others. */
  #cancelBusy(orderId: string, path: string): void {
    const { chance, time } = this.#world;
    const share = path.endsWith("/order-apex") ? 0.15 : 0.02;
    if (!orderId.startsWith("o-") || chance.next(`cancelBusy ${orderId}`) >= share) return;
    time.setTimer(chance.next(`cancelBusyAt ${orderId}`) * 1500, () =>
      this.#world.operate((deps) => cancel(deps, orderId)),
    );
  }

  /** The worst moment for it: when an attempt at a file is over, and another one may come. */
  #changeInBetween(what: "profile" | "file", event: string): void {
    const { chance, profiles } = this.#world;
    if (chance.next("change in between") >= 0.5) return;
    const name = /inbox\/([\w/-]+\.csv)/.exec(event)?.[1];
    if (what === "profile") profiles.endNow();
    else if (name !== undefined) this.inbox.remove(name);
  }

  #plan(n: number): void {
    const { chance } = this.#world;
    const name = `file ${String(n)}`;
    const distributor = chance.pick(`${name} distributor`, DISTRIBUTORS);
    const policy = chance.pick(`${name} policy`, ["order", "site", "order", "site", "file", undefined]);
    const isChanged = chance.of(`${name} changed`) < 0.5;
    const plain = this.#rowsOf(name, `${distributor.slice(0, 1).toUpperCase()}${String(n)}`);
    const isMisplaced = isChanged && chance.of(`${name} misplaced`) < 0.3;
    const rows = isMisplaced ? lastMisplaced(plain) : plain;
    const at = dropMillis(chance, n);
    // Now and then a file is saved over the one before it, under the same name.
    const nameOf = (suffix: string): string => {
      const isOver = suffix === "" || chance.of(`${name} over ${suffix}`) < 0.3;
      return `${distributor}/orders-${String(n)}${isOver ? "" : suffix}.csv`;
    };
    const drop = (millis: number, suffix: string, what: readonly Row[]): void =>
      this.#later(millis, () => this.inbox.put(nameOf(suffix), what, policy));
    drop(at, "", rows);
    this.#mishap(name, at, nameOf(""));
    if (chance.of(`${name} again`) < 0.4) drop(at + this.#soonOrLate(`${name} again`), "-again", rows);
    // Refused for what its profile said, and dropped once more as it is when that has been set right.
    const { goodFrom } = this.#world.profiles;
    if (goodFrom > at) drop(goodFrom + this.#soonOrLate(`${name} once more`), "-again", rows);
    if (isMisplaced || chance.of(`${name} corrected`) < 0.5) {
      const corrected = this.#corrected(name, rows);
      const correctedAt = at + this.#soonOrLate(`${name} corrected`);
      drop(correctedAt, "-corrected", corrected);
      // Changed in every row: what is under way or ordered is refused, what has ended goes once more.
      if (isChanged) {
        const changed = corrected.map((row) => ({ ...row, room: "B-7" }));
        drop(correctedAt + this.#soonOrLate(`${name} changed again`), "-changed", changed);
      }
    }
  }

  #later(millis: number, act: () => void): void {
    this.#coming += 1;
    this.#world.time.setTimer(millis, () => {
      this.#coming -= 1;
      act();
    });
  }

  /** What befalls a file in the inbox, often before it is read. */
  #mishap(name: string, at: number, file: string): void {
    const { chance } = this.#world;
    const kind = chance.of(`${name} mishap`);
    const draw = chance.of(`${name} mishap delay`);
    const when = at + (draw < 0.6 ? draw * 100 : draw * MINUTE);
    if (kind < 0.06) this.#later(when, () => this.inbox.remove(file));
    else if (kind < 0.12) this.#later(when, () => this.inbox.rename(file, file.replace(".csv", "-renamed.csv")));
    else if (kind < 0.16) this.#later(when, () => this.inbox.leaveLitter(file.split("/")[0] ?? ""));
  }

  #soonOrLate(name: string): number {
    const draw = this.#world.chance.of(`${name} delay`);
    if (draw < 0.15) return draw * 2000;
    return draw < 0.3 ? draw * 10 * 1000 : draw < 0.7 ? draw * HOUR : draw * 10 * DAY;
  }

  #rowsOf(name: string, prefix: string): Row[] {
    const { chance } = this.#world;
    const orders = chance.whole(`${name} orders`, 1, 4);
    return Array.from({ length: orders }, (_, order) => {
      const ref = `${prefix}-${String(order + 1)}`;
      const draw = chance.of(`${ref} sites`);
      const sites = draw < 0.9 ? 1 + Math.floor(draw * 5) : draw < 0.97 ? 12 : 28 + Math.floor((1 - draw) * 1000);
      const company = chance.pick(`${ref} company`, [COMPANIES[0], ...COMPANIES]);
      return rowsOf(ref, company, sites).map((row, site) => {
        if (chance.of(`${ref} spoiled ${String(site)}`) >= 0.04) return row;
        return { ...row, ...(SPOILED[chance.whole(`${ref} spoiled how`, 0, SPOILED.length - 1)] ?? {}) };
      });
    }).flat();
  }

  /** Every faulty cell set right, one site more in the first order, and now and then a cell changed without need. */
  #corrected(name: string, rows: readonly Row[]): Row[] {
    const { chance } = this.#world;
    const spoiledColumns = new Set(SPOILED.flatMap((cells) => Object.keys(cells)));
    const corrected = rows.map((row) => {
      const right = { ...row };
      for (const column of spoiledColumns) {
        const plain = rowsOf("x", "x", 1)[0]?.[column];
        if (plain === undefined) Reflect.deleteProperty(right, column);
        else right[column] = plain;
      }
      return chance.of(`${name} changes ${row["site_ref"] ?? ""}`) < 0.05 ? { ...right, floor: "4" } : right;
    });
    const [first] = corrected;
    return first === undefined ? corrected : [...corrected, { ...first, site_ref: `${first["order_ref"] ?? ""}-NEW` }];
  }

  /** Files are still to be dropped, a pause is still to end, or a record to be damaged or mended. */
  isComing(): boolean {
    return this.#coming > 0 || this.#pauses.isComing() || this.damages.isComing();
  }

  orderIds(status?: string): string[] {
    return [...this.#world.table.all("ORDER#")].flatMap(([pk, items]) => {
      const meta = items.find((item) => item["sk"] === "META");
      const fits = meta !== undefined && (status === undefined || meta["status"] === status);
      return fits ? [pk.slice("ORDER#".length)] : [];
    });
  }

  #cancelOne(): void {
    const ids = this.orderIds();
    const id = ids[this.#world.chance.whole("cancelled", 0, Math.max(0, ids.length - 1))];
    if (id !== undefined) this.#world.operate((deps) => cancel(deps, id));
  }

  /** One round of a person's work on what is held; false: nothing is. */
  attend(round: number): boolean {
    const held = this.orderIds("held");
    for (const orderId of held) this.#world.operate((deps) => this.#attendTo(deps, orderId, round));
    return held.length > 0;
  }

  /** AT&T took back what the order goes by: a person asks what holds, and cancels it where that is a refusal. */
  async #isRefusedNow(orderId: string): Promise<boolean> {
    const order = this.#world.table.peek(keys.order(orderId));
    const code = (order?.["reason"] as { readonly code?: string } | undefined)?.code ?? "";
    if (!DECISION_HOLDS.some((one) => one === code && one !== "creditConditional")) return false;
    const { credit = "", contract = "Sent" } = await this.#world.partner.decisions(String(order?.["quoteId"]));
    return !["Auto-Approved", "Approved"].includes(credit) || !["Sent", "Signed"].includes(contract);
  }

  async #attendTo(deps: OperatorDeps, orderId: string, round: number): Promise<void> {
    const { chance, partner, settings } = this.#world;
    const open = await openCalls(deps, orderId);
    for (const call of open.filter(({ state }) => state !== "refused")) {
      const canLook = settings.APEX_TRANSACTION_LOOKUP === "on";
      const looks = canLook && chance.of(`looks ${call.transactionId} ${String(round)}`) < 0.5;
      const truth = await partner.truth(call.transactionId);
      if (looks) await resolve(deps, call, { kind: "lookAgain" });
      else if (truth === undefined) await resolve(deps, call, { kind: "didNotHappen" });
      else await resolve(deps, call, { kind: "happened", ids: truth });
    }
    if (await this.#isRefusedNow(orderId)) {
      await cancel(deps, orderId);
      return;
    }
    const reason = JSON.stringify(this.#world.table.peek(keys.order(orderId))?.["reason"] ?? "");
    const asked = this.#waitedAgain.has(orderId);
    this.#waitedAgain.add(orderId);
    if (asked && reason.includes("TimedOut")) await cancel(deps, orderId);
    else await redrive(deps, orderId, { anew: chance.of(`anew ${orderId} ${String(round)}`) < 0.25 });
  }
}

export const RUN_UNTIL = START_MILLIS + 200 * DAY;
export const LOOK_EVERY = 12 * HOUR;
