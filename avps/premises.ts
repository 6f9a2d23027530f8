// Delivery lines that name no premises: a box or counter of the post office (USPS Publication 28 §281 to §284 and §24), military
// mail. And whether a line has a house number.
import { UNIT_DESIGNATORS } from "./pub28.ts";
import { plain } from "./street.ts";

export type NoPremises = "poBox" | "generalDelivery" | "military";

/** Clears the ordinary line. */
const MAY_BE_MAIL =
  /box|p\.? ?o\b|p\.? ?o\.? ?[bd]|drawer|drwr|caller|lock ?b|\bbin\b|general|gen\.? del|\b[afd]\.?p\.?o\b|psc|cmr/i;
/** A number or a single letter, as boxes are numbered. */
const NUMBER = String.raw`(?:NO |NUMBER |NUM )?#? ?(?:[A-Z]|[A-Z]{0,2}-?\d[\dA-Z-]*)`;
/** Of the post office by its name, anywhere in the line; the rest of it may still name premises: `12 Main St PO Box 100`. */
const NAMED_BOX = new RegExp(
  String.raw`\b(?:(?:P ?O|POST OFFICE|POSTAL) ?(?:BOX|BX|DRAWER|DRWR|LOCK ?BOX|CALLER|BIN)\b|P ?O ?B\b)(?: ${NUMBER}(?= |$))?`,
);
/** Otherwise the whole line: `12 DRAWER LN` and `BOX ELDER RD` are streets. */
const WHOLE_BOX = [
  new RegExp(String.raw`^(?:FIRM )?CALLER (?:BOX |SERVICE |BIN )?${NUMBER}$`),
  new RegExp(String.raw`^FIRM (?:CALLER|BIN)(?: ${NUMBER})?$`),
  new RegExp(String.raw`^LOCK ?BOX(?: ${NUMBER})?$`),
  new RegExp(String.raw`^(?:BOX|BX|BIN|DRAWER|DRWR) ${NUMBER}$`),
];
const GENERAL_DELIVERY = /^GEN(?:ERAL)? DEL(?:IVERY)?(?: \d+)?$/;
const MILITARY = /\b(?:PSC|CMR) \d+ BOX \w+|^UNIT \d+ BOX \w+|\b[AFD]PO A[AEP]\b/;
const MILITARY_STATES = new Set(["AA", "AE", "AP"]);

/** Undefined: it may well be a street. */
export function noPremisesIn(line: string): NoPremises | undefined {
  if (!MAY_BE_MAIL.test(line)) return undefined;
  const text = plain(line)
    .replaceAll(/\s*,\s*/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (MILITARY.test(text)) return "military";
  if (GENERAL_DELIVERY.test(text)) return "generalDelivery";
  if (WHOLE_BOX.some((form) => form.test(text))) return "poBox";
  const rest = text.replace(NAMED_BOX, " ").trim();
  return rest !== text && !hasHouseNumber(rest) ? "poBox" : undefined;
}

/** Military mail has a city and a state of its own: APO AE. `state`: its two letters. */
export const isMilitaryState = (state: string): boolean => MILITARY_STATES.has(state);
export const isMilitaryCity = (city: string): boolean => /^\s*[AFD]\.?P\.?O\.?\s*$/i.test(city);

const SPELLED_NUMBERS = new Set(
  "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE FIFTEEN TWENTY FIFTY HUNDRED".split(" "),
);

/** Designators within a building; a pier, a lot or a building may be all that an address has. */
const INDOORS = new Set(["#", "APT", "DEPT", "FL", "OFC", "RM", "STE", "UNIT"]);

/** A unit's number is none (`STE 5`), nor is the street's own (`5th Ave`). */
export function hasHouseNumber(line: string): boolean {
  if (/^\d+[A-Za-z]?[ -]/.test(line)) return true;
  const words = plain(line).split(" ").filter(Boolean);
  if (SPELLED_NUMBERS.has(words[0] ?? "")) return true;
  return words.some((word, at) => {
    if (!/\d/.test(word) || /^\d+(?:ST|ND|RD|TH)$/.test(word)) return false;
    const before = words[at - 1] ?? "";
    return !INDOORS.has(UNIT_DESIGNATORS.get(before) ?? before);
  });
}
