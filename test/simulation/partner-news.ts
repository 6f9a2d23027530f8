// What a partner says beside the plain story: it changes its mind, tells old news late, uses words that nobody has agreed
// on, writes known ones in another case, or speaks of an envelope that replaced the one it was asked for. All of it is
// genuine; what it says last is the truth, also to a caller that asks.
import { signWebhook } from "../../ordering-api/decisions/sign-webhook.ts";
import { readId } from "../../ordering-api/ids.ts";
import { keys } from "../../ordering-api/records.ts";
import type { Store } from "../../ordering-api/store/store.ts";
import type { SignedCallback } from "../../ordering-api/decisions/sign-webhook.ts";
import type { FaultTable } from "./fault-plan.ts";
import type { WireParts } from "./wire.ts";

const NEWS_FAULTS: FaultTable = [
  ["changedMind", 3],
  ["olderNews", 1.5],
  ["unknownWord", 2],
  ["otherCase", 2],
  ["replaced", 2],
];

/** One genuine event, and what became of its delivery. */
export interface ToldEvent {
  readonly id: string;
  readonly kind: "credit" | "esign";
  readonly quoteId: string;
  readonly subjectId: string;
  /** The approval status, or the type's last word. */
  readonly word: string;
  /** The event's own time. */
  readonly at: number;
  /** The word is none of the agreed ones. */
  readonly isUnknown: boolean;
  /** It is about another envelope than the one asked for. */
  readonly isReplaced: boolean;
  readonly statuses: (number | undefined)[];
  acceptedAt: number | undefined;
}

/** What a caller hears instead of what the store has. */
interface Truth {
  credit?: string;
  contract?: string;
  envelopeId?: string;
  /** The time of the newest word about each. */
  creditAt?: number;
  contractAt?: number;
}

export interface NewsParts extends WireParts {
  readonly store: Store;
  readonly secret: string;
  readonly post: (path: string, callback: SignedCallback) => Promise<number | undefined>;
  readonly onError: (error: unknown) => void;
}

interface Body {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string>>;
}

const UNKNOWN_CREDIT = ["Approved with Deposit", "Pending Analyst", "APPROVED?"] as const;
const UNKNOWN_CONTRACT = ["contract.voided", "contract.corrected", "contract.viewed"] as const;
const OTHER_CREDIT = ["Declined", "Fraud", "Conditional", "Approved"] as const;
const OTHER_CONTRACT = ["contract.declined", "contract.expired", "contract.signed"] as const;
const PROCEEDS = new Set(["Auto-Approved", "Approved", "contract.signed"]);
const HOUR = 3_600_000;
const TRIES = 14;

export class PartnerNews {
  readonly told: ToldEvent[] = [];
  /** All that lets an order go on, delivered or not: a caller that asks hears it. */
  readonly letGo: { readonly quoteId: string; readonly kind: ToldEvent["kind"]; readonly at: number }[] = [];
  readonly #parts: NewsParts;
  readonly #truth = new Map<string, Truth>();

  constructor(parts: NewsParts) {
    this.#parts = parts;
  }

  /** Goes before the plain delivery of a callback: what is delivered in its place, and what comes before or after it. */
  async around(path: string, callback: SignedCallback): Promise<SignedCallback> {
    const { plan, time, chance } = this.#parts;
    const id = callback.headers["webhook-id"] ?? "";
    const body = JSON.parse(callback.body) as Body;
    const point = plan.visit(`news ${id}`);
    const fault = plan.decide(point, NEWS_FAULTS);
    const own = Date.parse(body.timestamp);
    this.#said(path, body);
    this.#hasDecidedSince(body, own);
    if (fault === "otherCase") return this.#signed(id, otherCase(body));
    if (fault === "replaced" && path.endsWith("/esign")) {
      const envelopeId = `a4TR${String(Math.floor(chance.of(`envelope ${point}`) * 1e11)).padStart(11, "0")}`;
      this.#say(body, { envelopeId, contract: statusOf(body.type) });
      return this.#signed(`${id}-replaced`, { ...body, data: { ...body.data, contractEnvelopeId: envelopeId } });
    }
    if (fault === "unknownWord")
      await this.#later(path, `${id}-unknown`, unknown(body, chance.of(`word ${point}`)), point);
    if (fault === "changedMind")
      await this.#later(path, `${id}-changed`, changed(body, chance.of(`word ${point}`)), point);
    if (fault === "olderNews") {
      const old = changed(body, chance.of(`word ${point}`));
      const older = { ...old, timestamp: new Date(own - HOUR).toISOString() };
      if (chance.of(`first ${point}`) < 0.4) await this.#deliver(path, `${id}-older`, older);
      else time.setTimer(this.#soonOrLate(point), () => void this.#deliver(path, `${id}-older`, older));
    }
    return callback;
  }

  /** Notes a delivery of a genuine event. */
  note(path: string, callback: SignedCallback, status: number | undefined): void {
    const id = callback.headers["webhook-id"] ?? "";
    const body = JSON.parse(callback.body) as Body;
    let event = this.told.find((one) => one.id === id);
    if (event === undefined) {
      event = toldEvent(path, id, body);
      this.told.push(event);
    }
    event.statuses.push(status);
    if (status === 202) event.acceptedAt ??= this.#parts.time.now();
  }

  truthOf(quoteId: string): Truth {
    return this.#truth.get(serialOf(quoteId)) ?? {};
  }

  /** An answer of the Ordering API with what has been said since. */
  answered(path: string, query: URLSearchParams, text: string): string {
    const isContract = path.endsWith("/contract");
    const isCredit = path.endsWith("/creditCheck-apex");
    if (!isContract && !isCredit) return text;
    const body = JSON.parse(text) as Record<string, unknown>;
    const { credit, contract, envelopeId } = this.truthOf(String(body["quoteId"] ?? query.get("quoteId") ?? ""));
    if (isCredit && credit !== undefined && typeof body["approvalStatus"] === "string") body["approvalStatus"] = credit;
    if (isContract && contract !== undefined && body["status"] !== undefined) body["status"] = contract;
    if (isContract && envelopeId !== undefined && body["contractEnvelopeId"] !== undefined)
      body["contractEnvelopeId"] = envelopeId;
    return JSON.stringify(body);
  }

  /** Said and told some time after the plain event. */
  async #later(path: string, id: string, body: Body, point: string): Promise<void> {
    const { time } = this.#parts;
    const tell = async (): Promise<void> => {
      const now = { ...body, timestamp: new Date(time.now()).toISOString() };
      await this.#become(now);
      this.#said(path, now);
      await this.#deliver(path, id, now);
    };
    time.setTimer(1 + this.#soonOrLate(point), () => void tell().catch(this.#parts.onError));
    await Promise.resolve();
  }

  #soonOrLate(point: string): number {
    const draw = this.#parts.chance.of(`when ${point}`);
    return draw < 0.35 ? draw * 6000 : draw < 0.7 ? draw * 2 * HOUR : draw * 96 * HOUR;
  }

  /** The truth from now on. Where it lets the order go on, the API's own rules must know it. */
  async #become(body: Body): Promise<void> {
    const { approvalStatus, quoteId = "" } = body.data;
    const word = approvalStatus ?? statusOf(body.type);
    if (!TELLS_NOTHING.has(body.type)) {
      this.#say(body, approvalStatus === undefined ? { contract: word } : { credit: word });
    }
    if (!PROCEEDS.has(approvalStatus ?? body.type)) return;
    const found = await this.#parts.store.get(keys.quote(serialOf(quoteId)));
    if (found === undefined) return;
    const { credit, contract } = found.value;
    const value = {
      ...found.value,
      ...(approvalStatus !== undefined && credit !== undefined && { credit: { ...credit, status: word } }),
      ...(approvalStatus === undefined && contract !== undefined && { contract: { ...contract, status: word } }),
    };
    await this.#parts.store.save(keys.quote(serialOf(quoteId)), value, found.version);
  }

  #say(body: Body, said: Truth): void {
    const serial = serialOf(body.data["quoteId"] ?? "");
    const at = Date.parse(body.timestamp);
    const times = {
      ...(said.credit !== undefined && { creditAt: at }),
      ...(said.contract !== undefined && { contractAt: at }),
    };
    this.#truth.set(serial, { ...this.#truth.get(serial), ...said, ...times });
  }

  /** A plain decision ends what was said beside the plain story before it. */
  #hasDecidedSince(body: Body, own: number): void {
    const { credit, contract, creditAt = 0, contractAt = 0 } = this.truthOf(body.data["quoteId"] ?? "");
    const { approvalStatus } = body.data;
    if (approvalStatus !== undefined && credit !== undefined && creditAt < own)
      this.#say(body, { credit: approvalStatus });
    if (approvalStatus === undefined && contract !== undefined && contractAt < own)
      this.#say(body, { contract: statusOf(body.type) });
  }

  #said(path: string, { type, timestamp, data }: Body): void {
    if (!PROCEEDS.has(data["approvalStatus"] ?? type)) return;
    const kind = path.endsWith("/credit") ? "credit" : "esign";
    this.letGo.push({ quoteId: data["quoteId"] ?? "", kind, at: Date.parse(timestamp) });
  }

  #signed(id: string, body: Body): SignedCallback {
    const seconds = Math.floor(this.#parts.time.now() / 1000);
    return signWebhook(id, seconds, JSON.stringify(body), this.#parts.secret);
  }

  /** As the partner delivers anything: again until it is taken. */
  async #deliver(path: string, id: string, body: Body, tries = 1): Promise<void> {
    const { time, post } = this.#parts;
    const callback = this.#signed(id, body);
    const status = await post(path, callback);
    this.note(path, callback, status);
    if (status === 202 || tries === TRIES) return;
    time.setTimer(Math.min(HOUR, 1000 * 2 ** tries), () => void this.#deliver(path, id, body, tries + 1));
  }
}

/** A word about the contract that says nothing of its state. */
const TELLS_NOTHING = new Set(["contract.viewed", "contract.corrected"]);

const serialOf = (quoteId: string): string => readId("quote", quoteId)?.serial ?? quoteId;

/** As GET /contract says it. */
function statusOf(type: string): string {
  const word = type.slice(type.indexOf(".") + 1);
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function otherCase(body: Body): Body {
  const { approvalStatus } = body.data;
  if (approvalStatus === undefined) return { ...body, type: body.type.toUpperCase() };
  return { ...body, data: { ...body.data, approvalStatus: approvalStatus.toUpperCase() } };
}

const pick = (words: readonly string[], draw: number): string => words[Math.floor(draw * words.length)] ?? "";

function unknown(body: Body, draw: number): Body {
  if (body.data["approvalStatus"] === undefined) return { ...body, type: pick(UNKNOWN_CONTRACT, draw) };
  return { ...body, data: { ...body.data, approvalStatus: pick(UNKNOWN_CREDIT, draw) } };
}

function changed(body: Body, draw: number): Body {
  const said = body.data["approvalStatus"];
  if (said === undefined)
    return {
      ...body,
      type: pick(
        OTHER_CONTRACT.filter((type) => type !== body.type),
        draw,
      ),
    };
  return {
    ...body,
    data: {
      ...body.data,
      approvalStatus: pick(
        OTHER_CREDIT.filter((word) => word !== said),
        draw,
      ),
    },
  };
}

function toldEvent(path: string, id: string, { type, timestamp, data }: Body): ToldEvent {
  const kind = path.endsWith("/credit") ? "credit" : "esign";
  const word = data["approvalStatus"] ?? type.toLowerCase().replace("contract.", "");
  return {
    ...{ id, kind, word, quoteId: data["quoteId"] ?? "", at: Date.parse(timestamp) },
    subjectId: data["creditCheckId"] ?? data["contractEnvelopeId"] ?? "",
    isUnknown: id.endsWith("-unknown"),
    isReplaced: id.endsWith("-replaced"),
    statuses: [],
    acceptedAt: undefined,
  };
}
