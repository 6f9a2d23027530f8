// Records that somebody damages in the table by hand, and sets right again: after some days, or once all the rest of the world stands still.
// A damaged record stops nothing but itself, is told of while it is damaged, and what it stopped goes on by itself once it is mended.
import type { Item, Key } from "../../adapters/aws/table.ts";
import { keys } from "../../contracts/records.ts";
import { keyOfItem } from "../../pipeline/orders/unreadable-record.ts";
import { RECORD_UNREADABLE } from "../../pipeline/reconcile/unreadable-break.ts";
import type { Damage } from "./simulated-table.ts";
import type { World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of the runs. */
const SHARE = 0.2;
/** By then a nightly run has met what is damaged, or has put back what was mended. */
const TWO_NIGHTS = 50 * HOUR;
/** There may be no record of the kind yet. */
const LOOKS_MAX = 40;
const LOOK_EVERY = HOUR / 4;

/** What is broken in records of a kind: the first attribute that fits, and what is put in its place; undefined: nothing, it is gone. */
interface Kind {
  readonly pk: string;
  readonly sk: string;
  readonly broken: readonly (readonly [attribute: RegExp, value: unknown])[];
}

const KINDS: readonly [Kind, ...Kind[]] = [
  {
    ...{ pk: "ORDER#", sk: "META" },
    broken: [
      [/^status$/, "onTheMoon"],
      [/^document$/, 7],
      [/^policy$/, undefined],
      [/^siteCount$/, "many"],
    ],
  },
  {
    ...{ pk: "ORDER#", sk: "SITES#" },
    broken: [
      [/^sites\.\d+$/, 7],
      [/^sites\.\d+\.status$/, "onTheMoon"],
    ],
  },
  {
    ...{ pk: "ORDER#", sk: "CALL#" },
    broken: [
      [/^state$/, "x"],
      [/^transactionId$/, undefined],
    ],
  },
  { pk: "ORDER#", sk: "CALLS#", broken: [[/^s\d+$/, "?"]] },
  {
    ...{ pk: "WAIT#", sk: "WAIT" },
    broken: [
      [/^state$/, "x"],
      [/^taskToken$/, undefined],
    ],
  },
  {
    ...{ pk: "WAIT#", sk: "INBOX#" },
    broken: [
      [/^kind$/, "x"],
      [/^decision$/, undefined],
    ],
  },
  {
    ...{ pk: "FILE#", sk: "OPEN#" },
    broken: [
      [/^message$/, 7],
      [/^markedAt$/, undefined],
    ],
  },
  {
    ...{ pk: "FILE#", sk: "META" },
    broken: [
      [/^status$/, "onTheMoon"],
      [/^distributor$/, 7],
      [/^resultsPrefix$/, undefined],
    ],
  },
  { pk: "PARTNER#", sk: "ORDERREF#", broken: [[/^revision$/, "newest"]] },
  { pk: "PARTNER#", sk: "SITEREF#", broken: [[/^hash$/, 7]] },
  { pk: "DROP#", sk: "", broken: [[/^answeredAt$/, 7]] },
];

/** Attributes, and those of maps in them, with their paths. */
const pathsOf = (item: Item, depth = 2): string[] =>
  Object.entries(item).flatMap(([name, value]) => {
    const isMap = depth > 0 && typeof value === "object" && value !== null && !Array.isArray(value);
    return [name, ...(isMap ? pathsOf(value as Item, depth - 1).map((inner) => `${name}.${inner}`) : [])];
  });

export class Damages {
  readonly #world: World;
  readonly #standing = new Set<Damage>();
  /** Mended once everything else is at rest. */
  readonly #lasting = new Set<Damage>();
  /** Damages to come, and those that are to be mended at a time, or were mended lately. */
  #coming = 0;

  constructor(world: World) {
    this.#world = world;
    const { chance } = world;
    if (chance.of("damages") >= SHARE) return;
    for (let n = 0; n < chance.whole("damages count", 1, 2); n += 1) {
      const draw = chance.of(`damage ${String(n)} at`);
      this.#later(draw < 0.7 ? draw * HOUR : draw * 4 * DAY, () => this.#look(`damage ${String(n)}`, LOOKS_MAX));
    }
  }

  /** A record is still to be damaged or mended, or what it stopped is still to go on. */
  isComing(): boolean {
    return this.#coming > 0;
  }

  areStanding(): boolean {
    return this.#standing.size > 0;
  }

  /** Files that are not over because of it. */
  get files(): ReadonlySet<string> {
    return new Set([...this.#standing].flatMap(({ key }) => this.#filesOf(key)));
  }

  /** The rest of the world stands still. True: it does not any more. */
  mendLasting(): boolean {
    const lasting = [...this.#lasting];
    for (const damage of lasting) this.#mend(damage);
    return lasting.length > 0;
  }

  #later(millis: number, act: () => void): void {
    this.#coming += 1;
    this.#world.time.setTimer(millis, () => {
      this.#coming -= 1;
      act();
    });
  }

  #look(name: string, looks: number): void {
    const { chance, time, table, plan } = this.#world;
    const kind = chance.pick(`${name} kind`, KINDS);
    const [attribute, value] = kind.broken[chance.whole(`${name} how`, 0, kind.broken.length - 1)] ?? [/^$/, 7];
    const found = [...table.all(kind.pk)].flatMap(([, items]) =>
      items.flatMap((item) => {
        const path = String(item["sk"]).startsWith(kind.sk)
          ? pathsOf(item).find((one) => attribute.test(one))
          : undefined;
        return path === undefined ? [] : [{ key: keyOfItem(item), path }];
      }),
    );
    const one = found[Math.floor(chance.of(`${name} which`) * found.length)];
    if (one === undefined) {
      if (looks > 0) this.#later(LOOK_EVERY, () => this.#look(name, looks - 1));
      return;
    }
    if (!plan.isMet(name)) return;
    const damage = table.damage({ ...one, value, at: time.now() });
    this.#world.logs.push(`${new Date(time.now()).toISOString()} DAMAGED ${one.key.pk} ${one.key.sk} ${one.path}`);
    this.#standing.add(damage);
    const draw = chance.of(`${name} mended`);
    if (draw < 0.5) this.#later(draw * 20 * DAY, () => this.#mend(damage));
    else this.#later(this.#afterTwoNights(), () => this.#lasting.add(damage));
  }

  #mend(damage: Damage): void {
    const { table, logs, time } = this.#world;
    this.#lasting.delete(damage);
    this.#demandTold(damage);
    this.#standing.delete(damage);
    table.mend(damage);
    logs.push(`${new Date(time.now()).toISOString()} MENDED ${damage.key.pk} ${damage.key.sk}`);
    this.#later(this.#afterTwoNights(), () => this.#demandUntold(damage));
  }

  /** From now, and with nothing going wrong. */
  #afterTwoNights(): number {
    return Math.max(0, this.#world.plan.healedAt - this.#world.time.now()) + TWO_NIGHTS;
  }

  /** Whoever meets it tells of it; the nights meet every file and every order. */
  #demandTold(damage: Damage): void {
    const { plan, time, table, logs, violations } = this.#world;
    const record = `${damage.key.pk} ${damage.key.sk}`;
    const isMet =
      damage.key.sk === "META" || logs.some((line) => line.includes("UnreadableRecord") && line.includes(record));
    const isLong = time.now() - Math.max(damage.at, plan.healedAt) >= TWO_NIGHTS;
    if (!isMet || !isLong || !table.isDamaged(damage) || this.#breaksOf(damage).length > 0) return;
    violations.push({ rule: "a damaged record is told", detail: `${record} ${damage.path}` });
  }

  #demandUntold(damage: Damage): void {
    if (this.#breaksOf(damage).length === 0) return;
    const detail = `${damage.key.pk} ${damage.key.sk}`;
    this.#world.violations.push({ rule: "a mended record is told no more", detail });
  }

  #breaksOf({ key }: Damage): readonly Item[] {
    const [, items = []] = [...this.#world.table.all(keys.openBreaks.pk)][0] ?? [];
    return items.filter(
      ({ kind, record }) =>
        kind === RECORD_UNREADABLE && (record as Key | undefined)?.pk === key.pk && (record as Key).sk === key.sk,
    );
  }

  #filesOf({ pk }: Key): string[] {
    const [, id = ""] = pk.split("#");
    if (pk.startsWith("FILE#")) return [id];
    const orders = [...this.#world.table.all("ORDER#")].flatMap(([, items]) => items.filter(({ sk }) => sk === "META"));
    const isMeant = ({ pk: order, quoteId }: Item): boolean =>
      order === pk || (pk.startsWith("WAIT#") && pk.endsWith(`#${String(quoteId).slice(0, 15)}`));
    return orders.filter((order) => isMeant(order)).map(({ fileId }) => String(fileId));
  }
}
