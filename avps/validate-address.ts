// Address validation in the manner of AVPS: standardise after USPS Publication 28, check ZIP against state and, where a
// table knows it, city. `success` and `partial` let an order pass; `fail` is for certain contradictions only, because a
// plausible real address must never be refused by tables that do not know every street. The field to blame is named.
import { hasManyTenants } from "./buildings.ts";
import { citiesOfZip, zipPrefixesOfCity } from "./city-table.ts";
import { editDistance } from "./edit-distance.ts";
import { hasHouseNumber, noPremisesIn } from "./premises.ts";
import { stateCodeOf } from "./states.ts";
import { plain, standardiseStreet } from "./street.ts";
import { statesOfZip, zipIsInState } from "./zip-table.ts";

export interface AddressInput {
  readonly street: string;
  readonly unit?: string | undefined;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
}
export type AddressField = "street" | "unit" | "city" | "state" | "zip";

export type AddressFindingCode =
  | "unitMissing"
  | "unitIncomplete"
  | "houseNumberMissing"
  | "cityNotOfZip"
  | "citySpelling"
  | "streetEmpty"
  | "streetNotAStreet"
  | "poBox"
  | "cityEmpty"
  | "stateUnknown"
  | "zipMalformed"
  | "zipUnassigned"
  | "zipNotInState";
export interface AddressFinding {
  readonly code: AddressFindingCode;
  readonly field: AddressField;
  readonly message: string;
}

export interface StandardAddress {
  readonly street: string;
  readonly unit?: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
}

export type AddressVerdict =
  | { readonly kind: "success"; readonly standardised: StandardAddress }
  | {
      readonly kind: "partial";
      readonly standardised: StandardAddress;
      /** Other forms that may be meant, the likeliest first. */
      readonly alternates: readonly StandardAddress[];
      readonly findings: readonly AddressFinding[];
    }
  | ({ readonly kind: "fail" } & AddressFinding);

/** A real provider replaces this file. */
export interface AddressValidator {
  validate(address: AddressInput): Promise<AddressVerdict>;
}
export const ownAddressValidator: AddressValidator = {
  validate: (address) => Promise.resolve(validateAddress(address)),
};

export function validateAddress(address: AddressInput): AddressVerdict {
  const zip = zipOf(address.zip);
  const state = stateCodeOf(address.state);
  const fault = streetFault(address.street) ?? cityFault(address, zip, state);
  if (fault !== undefined) return { kind: "fail", ...fault };
  if (zip === undefined || state === undefined) throw new Error("avps: an address without a fault has no ZIP or state");

  const street = standardiseStreet(address.street, address.unit);
  const standardised: StandardAddress = {
    street: street.line,
    ...(street.unit !== undefined && { unit: street.unit }),
    city: plain(address.city).replaceAll(" , ", " "),
    state,
    zip,
  };
  const spelling = likelyCities(standardised);
  const findings = [
    ...(street.unit === undefined && hasManyTenants(street.line, zip)
      ? [finding("unitMissing", "unit", "The building has many tenants; the suite is missing.")]
      : []),
    ...(street.unitIncomplete ? [finding("unitIncomplete", "unit", "The unit's number is missing.")] : []),
    ...(hasHouseNumber(street.line)
      ? []
      : [finding("houseNumberMissing", "street", "The street has no house number.")]),
    ...(cityFits(standardised) ? [] : [finding("cityNotOfZip", "zip", "The ZIP is not one of this city's.")]),
    ...(spelling.length === 0 ? [] : [finding("citySpelling", "city", "The city may be misspelt.")]),
  ];
  if (findings.length === 0) return { kind: "success", standardised };
  const cities = cityFits(standardised) ? spelling : citiesByLikeness(standardised);
  return {
    kind: "partial",
    standardised,
    alternates: cities.map((candidate) => ({ ...standardised, ...candidate })),
    findings,
  };
}

const finding = (code: AddressFindingCode, field: AddressField, message: string): AddressFinding => ({
  code,
  field,
  message,
});

/** `75075`, `75075-8004` and `750758004` (docs/apex-api.md §4). */
function zipOf(text: string): string | undefined {
  const digits = /^(\d{5})(?:[- ]?(\d{4}))?$/.exec(text.trim());
  if (digits === null) return undefined;
  const [, five = "", four] = digits;
  return four === undefined ? five : `${five}-${four}`;
}

const PLACEHOLDER = /^(?:TBD|TBA|N\/?A|NA|NONE|NULL|UNKNOWN|TEST|X+|SEE NOTES?|SAME)$/;

function streetFault(street: string): AddressFinding | undefined {
  const line = plain(street).replaceAll(" , ", " ");
  if (line === "") return finding("streetEmpty", "street", "The street is empty.");
  if (noPremisesIn(line) === "poBox") return finding("poBox", "street", "A PO box has no premises to serve.");
  if (!/[A-Z]/.test(line) || PLACEHOLDER.test(line)) {
    return finding("streetNotAStreet", "street", "This is not a street address.");
  }
  return undefined;
}

function cityFault(
  address: AddressInput,
  zip: string | undefined,
  state: string | undefined,
): AddressFinding | undefined {
  const city = plain(address.city);
  if (!/[A-Z]/.test(city)) return finding("cityEmpty", "city", "The city is empty.");
  if (state === undefined) return finding("stateUnknown", "state", "This is no state of the United States.");
  if (zip === undefined) return finding("zipMalformed", "zip", "A ZIP has five digits, or five and four.");
  const states = statesOfZip(zip);
  if (states.length === 0) return finding("zipUnassigned", "zip", "The Postal Service has not assigned this ZIP.");
  if (states.includes(state)) return undefined;
  // City and ZIP agree on another state, and the city is not known in the one given: then the state is to blame.
  const elsewhere = citiesOfZip(zip).some((candidate) => candidate.city === city && states.includes(candidate.state));
  const stateIsWrong = elsewhere && zipPrefixesOfCity(city, state) === undefined;
  return finding("zipNotInState", stateIsWrong ? "state" : "zip", `The ZIP lies in ${states.join(" or ")}.`);
}

function cityFits(address: StandardAddress): boolean {
  return zipPrefixesOfCity(address.city, address.state)?.includes(address.zip.slice(0, 3)) ?? true;
}

type City = Pick<StandardAddress, "city" | "state">;

/** A prefix cannot be completed to a ZIP, so the alternates are the cities that the ZIP lies in, the most alike first. */
function citiesByLikeness(address: StandardAddress): readonly City[] {
  return citiesOfZip(address.zip)
    .filter((candidate) => zipIsInState(address.zip, candidate.state) && candidate.city !== address.city)
    .map((candidate) => ({ candidate, distance: editDistance(address.city, candidate.city) }))
    .sort((one, other) => one.distance - other.distance)
    .map(({ candidate }) => candidate);
}

const TYPOS_MAX = 1;
/** In a shorter name one letter makes another city. */
const TYPO_CITY_LENGTH_MIN = 6;

/** Cities of the ZIP that a city which no table knows is one slip away from: `DALAS` in 752. */
function likelyCities(address: StandardAddress): readonly City[] {
  if (address.city.length < TYPO_CITY_LENGTH_MIN - 1) return [];
  if (zipPrefixesOfCity(address.city, address.state) !== undefined) return [];
  return citiesByLikeness(address).filter(
    ({ city }) => city.length >= TYPO_CITY_LENGTH_MIN && editDistance(address.city, city) <= TYPOS_MAX,
  );
}
