// Whether an answer of AT&T that has its call's success signal speaks of what was asked: ids that it repeats must be the ones that were sent,
// what it lists must be about what was asked for, and its words must not deny its status. Anything else is a doubt, told as what was
// asked and what came: taking it for a success would go on with another order's things.
import { type CallName, MADE_IDS } from "../../contracts/apex/calls.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { isRecord } from "./align-keys.ts";
import { DENIAL, HARMLESS_DENIAL, STATUS_IS_STATE } from "./assumptions.ts";
import { shownWord } from "../../domain/orders/shown-word.ts";
import { maskMessage } from "./partner-message.ts";

/** Ids by the contract's names. */
export type Ids = Readonly<Record<string, string>>;

/** Undefined: no doubt. `asked`: the ids that the request names, and those of its order that the answer may repeat. */
export function doubtAbout(call: CallName, request: object, answer: unknown, about: Ids): string | undefined {
  const asked = { ...withoutMade(call, about), ...idsIn(request) };
  for (const part of partsOf(answer)) {
    const doubt = otherId(asked, part);
    if (doubt !== undefined) return doubt;
  }
  return otherSites(call, request, answer) ?? denial(call, answer);
}

/** Whether this is such a doubt: each says first what was asked. */
export const saysOther = (message: string): boolean => message.startsWith("Asked: ");

/** An id of another thing, under the name of one that was asked for. */
function otherId(asked: Ids, part: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, id] of Object.entries(asked)) {
    const other = textsOf(part, name).find((came) => came !== "" && canonicalId(came) !== canonicalId(id));
    if (other !== undefined) return `Asked: ${name} ${shownWord(id)}. Came: ${name} ${shownWord(other)}.`;
  }
  return undefined;
}

/** The answer, and the one object of details that some answers carry. A list repeats no ids of the request. */
function partsOf(answer: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isRecord(answer)) return [];
  const details = Object.entries(answer).find(([key]) => key.toLowerCase() === "creditcheckdetails")?.[1];
  return isRecord(details) ? [answer, details] : [answer];
}

/** `inputValues` says what was assigned, `pricing` what was priced: never for none of the sites that were sent. */
function otherSites(call: CallName, request: object, answer: unknown): string | undefined {
  if (!isRecord(answer)) return undefined;
  if (call === "assignCustomer") {
    const asked = sitesOf("sites" in request ? request.sites : undefined);
    const values: unknown = answer["inputValues"];
    if (asked.length === 0 || !Array.isArray(values)) return undefined;
    if (values.length === 0) return `Asked: ${counted(asked.length)}. Came: empty inputValues.`;
    return foreignSite(asked, sitesOf(values));
  }
  if (call === "configureQuote") {
    const inputs = "configDiscountPromoRequest" in request ? request.configDiscountPromoRequest : undefined;
    const asked = sitesOf(isRecord(inputs) ? inputs["pricingInputs"] : undefined);
    const priced = sitesOf(answer["pricing"]);
    // A partner may price the whole quote, of which this request is a part.
    const isAboutThem = priced.length === 0 || asked.length === 0 || priced.some((id) => asked.includes(id));
    return isAboutThem ? undefined : foreignSite(asked, priced);
  }
  return undefined;
}

function foreignSite(asked: readonly string[], came: readonly string[]): string | undefined {
  const foreign = came.find((id) => !asked.includes(id));
  if (foreign === undefined) return undefined;
  return `Asked: ${counted(asked.length)}, ${shownWord(asked[0] ?? "")} first. Came: siteId ${shownWord(foreign)}.`;
}

/** Ids of sites in a list of objects. */
function sitesOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => (isRecord(entry) ? textsOf(entry, "siteId").map(canonicalId) : []));
}

const WORDS = ["statusMessage", "message", "description"];

/** `success` beside "not submitted". */
function denial(call: CallName, answer: unknown): string | undefined {
  if (!isRecord(answer) || STATUS_IS_STATE.includes(call) || call === "lookupCustomer") return undefined;
  const esign = Object.entries(answer).find(([key]) => key.toLowerCase() === "esignintegrationresponsestep")?.[1];
  for (const part of isRecord(esign) ? [answer, esign] : [answer]) {
    const words = WORDS.flatMap((name) => wordsOf(part, name)).find(denies);
    if (words !== undefined)
      return `Asked: ${call}. Came: success beside "${maskMessage(words).replaceAll('"', "'")}".`;
  }
  return undefined;
}

const denies = (words: string): boolean => DENIAL.test(words.replaceAll(HARMLESS_DENIAL, " "));

function withoutMade(call: CallName, ids: Ids): Ids {
  const made = MADE_IDS[call] ?? [];
  return Object.fromEntries(Object.entries(ids).filter(([name]) => !made.includes(name)));
}

/** The request's own ids, at its top and in the one object that wraps the configuration. */
function idsIn(request: object): Ids {
  const wrapped = "configDiscountPromoRequest" in request ? request.configDiscountPromoRequest : {};
  return Object.fromEntries(
    Object.entries({ ...request, ...(isRecord(wrapped) ? wrapped : {}) }).flatMap(([name, value]: [string, unknown]) =>
      /[a-z]Id$/.test(name) && typeof value === "string" && value !== "" ? [[name, value]] : [],
    ),
  );
}

/** Of every key that is this name in some case: an answer that has two of them has said two things. */
function textsOf(part: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  return Object.entries(part).flatMap(([key, value]) =>
    key.toLowerCase() === name.toLowerCase() && typeof value === "string" ? [value.trim()] : [],
  );
}

/** Also those of a message that is an object or a list. */
function wordsOf(part: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const nested = Object.entries(part).flatMap(([key, value]) =>
    key.toLowerCase() === name.toLowerCase() && typeof value === "object" && value !== null
      ? [JSON.stringify(value)]
      : [],
  );
  return [...textsOf(part, name), ...nested];
}

const counted = (sites: number): string => `${String(sites)} ${sites === 1 ? "site" : "sites"}`;
