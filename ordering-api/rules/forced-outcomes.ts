// Outcomes that a name forces, like the test cards of payment providers (docs/ordering-api.md has the table). The company's
// or the opportunity's name forces them for the quote; a site's own texts (site name, premise notes, floor, room, notes,
// description) force them for that site. Without such a name everything is approved, signed and accepted.

export type CreditStep = "Auto-Approved" | "Approved" | "Conditional" | "Manual Review" | "Declined" | "Fraud";
export type ContractEnding = "contract.signed" | "contract.declined" | "contract.expired";
export type RefusableCall = "order" | "install" | "port" | "billing" | "assign" | "handoff";

const has = (names: string, words: string): boolean =>
  names.toUpperCase().replaceAll(/\s+/g, " ").includes(`SIM ${words}`);

/** The decisions that are sent, one after the other; none: the callback never comes. */
export function creditSteps(names: string): readonly CreditStep[] {
  if (has(names, "CREDIT SILENT")) return [];
  if (has(names, "CREDIT REVIEW DECLINE")) return ["Manual Review", "Declined"];
  if (has(names, "CREDIT REVIEW")) return ["Manual Review", "Approved"];
  if (has(names, "CREDIT DECLINE")) return ["Declined"];
  if (has(names, "CREDIT FRAUD")) return ["Fraud"];
  if (has(names, "CREDIT CONDITIONAL MET")) return ["Conditional", "Approved"];
  if (has(names, "CREDIT CONDITIONAL")) return ["Conditional"];
  return ["Auto-Approved"];
}

/** Fictional classes, as siblings of this API show them. */
export function creditClassOf(step: CreditStep): string {
  return { "Auto-Approved": "A", Approved: "B", Conditional: "C", "Manual Review": "R", Declined: "D", Fraud: "F" }[
    step
  ];
}

/** Undefined: the callback never comes. */
export function contractEnding(names: string): ContractEnding | undefined {
  if (has(names, "SIGN SILENT")) return undefined;
  if (has(names, "SIGN DECLINE")) return "contract.declined";
  if (has(names, "SIGN EXPIRE")) return "contract.expired";
  return "contract.signed";
}

export function isRefused(call: RefusableCall, names: string): boolean {
  return has(names, `${call.toUpperCase()} REFUSE`);
}

export type LookupForcing = "match" | "many" | "forbidden";
export function lookupForcing(names: string): LookupForcing | undefined {
  if (has(names, "CUSTOMER FORBIDDEN")) return "forbidden";
  if (has(names, "CUSTOMER MANY")) return "many";
  if (has(names, "CUSTOMER MATCH")) return "match";
  return undefined;
}
