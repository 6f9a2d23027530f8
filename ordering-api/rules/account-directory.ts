// The end customers that AT&T is taken to know already: fictional companies and accounts. A look-up matches the name
// fuzzily and the address exactly, ranks the best first, and gives at most five (docs/apex-api.md §2).
import type { RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import { canonicalId, ID_PREFIXES, longSalesforceId } from "../../contracts/salesforce-id.ts";
import { lookupForcing } from "./forced-outcomes.ts";

type Lookup = RequestOf<"lookupCustomer">;
export type Account = Extract<ResponseOf<"lookupCustomer">, readonly unknown[]>[number];

/** A: the word that forbids a sale. */
export const ALLIANCE_FORBIDDEN = "Prohibited";
export const ACCOUNTS_MAX = 5;

const DIRECTORY: readonly (readonly [
  name: string,
  street: string,
  city: string,
  state: string,
  zip: string,
  alliance?: string,
])[] = [
  ["Lone Star Dental Group", "2100 Ross Ave", "Dallas", "TX", "75201"],
  ["Lone Star Dental Partners", "1700 Pacific Ave", "Dallas", "TX", "75201"],
  ["Lone Star Dental Supply", "1201 Elm St", "Dallas", "TX", "75201"],
  ["Lone Star Dentistry", "500 N Akard St", "Dallas", "TX", "75201"],
  ["Lonestar Dental Labs", "325 N Saint Paul St", "Dallas", "TX", "75201"],
  ["Lone Star Dental Training", "2200 Ross Ave", "Dallas", "TX", "75201"],
  ["Peachtree Outfitters", "191 Peachtree St NE", "Atlanta", "GA", "30303"],
  ["Bayview Coffee Roasters", "1 Market St", "San Francisco", "CA", "94105"],
  ["Great Lakes Freight", "233 S Wacker Dr", "Chicago", "IL", "60606"],
  ["Granite State Insurance Services", "100 Market St", "Portsmouth", "NH", "03801"],
  ["Sanctioned Imports", "40 Wall St", "New York", "NY", "10005", ALLIANCE_FORBIDDEN],
];

/** Enough likeness for a name that is no part of the other. */
const LIKENESS_MIN = 0.5;

/** Accounts that a name forces; the directory's own are counted from 0. */
const FORCED = { match: 900, many: 901, forbidden: 902 } as const;

export function findAccounts(request: Lookup): readonly Account[] {
  const forced = lookupForcing(request.accountName);
  if (forced !== undefined) return forcedAccounts(request, forced);
  const { city, state, zipCode } = request.address;
  return DIRECTORY.flatMap((row, n) => {
    const [name, street, ownCity, ownState, zip, alliance] = row;
    if (plain(ownCity) !== plain(city) || plain(ownState) !== plain(state) || zip !== zipFive(zipCode)) return [];
    const score = likeness(request.accountName, name);
    return score < LIKENESS_MIN
      ? []
      : [{ score, account: accountOf(n, name, { street, city: ownCity, state: ownState, zip }, alliance) }];
  })
    .sort((a, b) => b.score - a.score)
    .slice(0, ACCOUNTS_MAX)
    .map(({ account }) => account);
}

function forcedAccounts(request: Lookup, forced: "match" | "many" | "forbidden"): readonly Account[] {
  const { street, city, state, zipCode: zip } = request.address;
  const alliance = forced === "forbidden" ? ALLIANCE_FORBIDDEN : undefined;
  const number = forced === "forbidden" ? FORCED.forbidden : FORCED.match;
  const first = accountOf(number, request.accountName, { street, city, state, zip }, alliance);
  return forced === "many" ? [first, { ...first, accountId: accountIdOf(FORCED.many) }] : [first];
}

function accountOf(
  n: number,
  name: string,
  address: { street: string; city: string; state: string; zip: string },
  alliance = "Eligible",
): Account {
  return {
    accountAddress: {
      city: address.city,
      country: "US",
      state: address.state,
      street: address.street,
      zipCode: address.zip,
    },
    accountName: name,
    accountId: accountIdOf(n),
    acid: `ACID${String(100_000 + n)}`,
    salesSegment: "Mid Market",
    subAccountId: `SUB${String(100_000 + n)}`,
    contractStatus: "Active",
    loaStatus: "On File",
    allianceStatus: alliance,
    accountStatus: "Active",
    exception: "",
  };
}

function accountIdOf(n: number): string {
  return longSalesforceId(`${ID_PREFIXES.account}Ab00000${String(n).padStart(5, "0")}`);
}

/** Accounts that a look-up shows as forbidden. */
const FORBIDDEN_IDS: ReadonlySet<string> = new Set([
  canonicalId(accountIdOf(FORCED.forbidden)),
  ...DIRECTORY.flatMap(([, , , , , alliance], n) =>
    alliance === ALLIANCE_FORBIDDEN ? [canonicalId(accountIdOf(n))] : [],
  ),
]);
export const isForbidden = (accountId: string): boolean => FORBIDDEN_IDS.has(canonicalId(accountId));

const zipFive = (zip: string): string | undefined => /^(\d{5})(?:-?\d{4})?$/.exec(zip.trim())?.[1];

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9*% ]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();

/** 1 for the same name, above 0.8 for a part of it, else the share of letter pairs in common (Dice). */
export function likeness(asked: string, known: string): number {
  const a = plain(asked.replaceAll(/[*%]/g, ""));
  const b = plain(known);
  if (a === b) return 1;
  if (b.includes(a)) return 0.8 + (0.19 * a.length) / b.length;
  const pairs = (text: string): string[] =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));
  const [ours, theirs] = [pairs(a), pairs(b)];
  const common = ours.filter((pair) => {
    const at = theirs.indexOf(pair);
    if (at !== -1) theirs.splice(at, 1);
    return at !== -1;
  }).length;
  return (2 * common) / Math.max(1, ours.length + common + theirs.length);
}
