// What a refusal of the partner means to the person who has the file: the column that it is about, where the partner names a property or a
// thing that one column holds, and the fix. Before AT&T has the order, a corrected row makes a new request; afterward no file changes it.
import type { CallName } from "../../contracts/apex/calls.ts";
import { COLUMN_LIST, type ColumnName, COLUMNS, isColumnName } from "../../contracts/bulk-file.ts";
import type { Product } from "../../contracts/products/product.ts";
import { PRODUCTS } from "../../contracts/products/products.ts";
import type { Reason } from "../../contracts/outcomes.ts";
import { REASONS, type ReasonCode } from "../../contracts/reasons.ts";

export interface Refusal {
  readonly code: ReasonCode;
  /** The partner's words. */
  readonly message: string;
  readonly call?: CallName;
  /** Path of the request's property that the partner names. */
  readonly property?: string;
}

export function refusalReason({ code, message, call, property }: Refusal): Reason {
  const text = REASONS[code];
  const column = call === undefined ? undefined : columnOf(call, property, message);
  const canCorrect = code === "refusedByPartner" && call !== undefined && BEFORE_ORDER.includes(call);
  return {
    code,
    message: `${text.message} ${message}`,
    ...(column !== undefined && { column }),
    fix: canCorrect && column !== undefined ? fixOf(column) : text.fix,
  };
}

/** AT&T has no order yet: a corrected row is sent anew. */
const BEFORE_ORDER: readonly CallName[] = [
  ...(["createQuote", "addSites", "configureQuote", "requestCreditCheck"] as const),
  ...(["createContract", "createOrder"] as const),
];

function fixOf(column: ColumnName): string {
  const where = COLUMNS[column].group === "order" ? `${column} in every row of the order` : column;
  return `Correct ${where}, then upload the corrected rows again.`;
}

type Address = Readonly<Record<string, ColumnName>>;
const CUSTOMER: Address = {
  ...{ street: "customer_street", city: "customer_city", state: "customer_state" },
  ...{ zip: "customer_zip", zipCode: "customer_zip" },
};
const contact = (to: {
  readonly [K in "firstName" | "lastName" | "email" | "phone"]: ColumnName;
}): Readonly<Record<string, ColumnName>> => to;
const ORDER_CONTACT = contact({
  ...{ firstName: "contact_first_name", lastName: "contact_last_name" },
  ...{ email: "contact_email", phone: "contact_phone" },
});

/** The column of each property, by the part of its path that tells it from others; the first that fits. */
const PROPERTIES: Partial<Record<CallName, readonly (readonly [path: string, column: ColumnName])[]>> = {
  createQuote: [
    ...under("endCustomer.address", CUSTOMER),
    ["endCustomer.name", "customer_name"],
    ["contractTerm", "contract_term_months"],
    ["opportunityName", "opportunity_name"],
    ["spId", "sp_id"],
  ],
  addSites: [...under("address", siteAddress()), ["externalId", "site_ref"]],
  requestCreditCheck: [...under("address", siteAddress()), ["spId", "sp_id"]],
  createContract: [
    ["approverEmail", "approver_email"],
    ["effectiveDate", "contract_effective_date"],
    ["term", "contract_term_months"],
    ["companyName", "customer_name"],
    ...under("companyAddress", CUSTOMER),
    ...under("contact", ORDER_CONTACT),
    ["spId", "sp_id"],
  ],
  createOrder: [
    ["checkT&C", "accept_terms"],
    ...under("primary", { ...ORDER_CONTACT, ...CUSTOMER }),
    ...under(
      "alternate",
      contact({
        ...{ firstName: "alt_contact_first_name", lastName: "alt_contact_last_name" },
        ...{ email: "alt_contact_email", phone: "alt_contact_phone" },
      }),
    ),
  ],
  saveInstallationShipping: [
    ["customerRequestedStartDate", "requested_start_date"],
    ["customerRequestedDueDate", "requested_due_date"],
    ["premiseNotes", "premise_notes"],
    ["startBillingBeforeReqDueDate", "start_billing_early"],
    ...under(
      "installation",
      contact({
        ...{ firstName: "install_first_name", lastName: "install_last_name" },
        ...{ email: "install_email", phone: "install_phone" },
      }),
    ),
    ...under("shipping", {
      ...{ email: "ship_email", street: "ship_street", city: "ship_city" },
      ...{ state: "ship_state", zipCode: "ship_zip", notes: "ship_notes" },
    }),
  ],
  reservePort: [
    ["Room", "room"],
    ["Floor", "floor"],
    ["Notes", "port_notes"],
    ["TSPCode", "tsp_code"],
  ],
  createBilling: [
    ["description", "billing_description"],
    ["paperlessBilling", "paperless_billing"],
    ...under("contactDetails", {
      ...{ firstName: "billing_first_name", lastName: "billing_last_name" },
      ...{ email: "billing_email", phone: "billing_phone", street: "billing_street" },
      ...{ city: "billing_city", state: "billing_state", zipCode: "billing_zip" },
    }),
  ],
  lookupCustomer: [["accountName", "customer_name"], ...under("address", CUSTOMER)],
};

/** Things that a sentence names, where the property does not: features of a site's configuration, and the like. */
const THINGS: Partial<Record<CallName, readonly (readonly [words: RegExp, column: ColumnName])[]>> = {
  createQuote: [
    [/\bterm\b/i, "contract_term_months"],
    [/\bsolution provider\b|\bspId\b/i, "sp_id"],
  ],
  configureQuote: [
    [/\bdiscount/i, "discount_percent"],
    ...PRODUCTS.flatMap(refusalsOf),
    [/\bterm\b/i, "contract_term_months"],
  ],
  createContract: [
    [/\bapprover\b/i, "approver_email"],
    [/\beffective date\b/i, "contract_effective_date"],
    [/\bterm\b/i, "contract_term_months"],
  ],
  createOrder: [[/\bterms and conditions\b|\bT&C\b/i, "accept_terms"]],
  saveInstallationShipping: [
    [/\bdue date\b/i, "requested_due_date"],
    [/\bstart date\b/i, "requested_start_date"],
  ],
  reservePort: [
    [/\bTSP\b/i, "tsp_code"],
    [/\broom\b/i, "room"],
    [/\bfloor\b/i, "floor"],
  ],
  createBilling: [[/\binvoice\b/i, "invoice_number"]],
};

const NAMED = COLUMN_LIST.filter(({ name }) => name.includes("_")).map(({ name }) => ({
  name,
  words: ` ${name.replaceAll("_", " ")} `,
}));

function columnOf(call: CallName, property: string | undefined, message: string): ColumnName | undefined {
  const path = (property ?? "").replaceAll(/\[\d*\]/g, "").toLowerCase();
  const byPath = PROPERTIES[call]?.find(([part]) => `.${path}`.endsWith(`.${part.toLowerCase()}`));
  return byPath?.[1] ?? THINGS[call]?.find(([words]) => words.test(message))?.[1] ?? namedIn(message);
}

/** `Port Speed is above Access Speed.` names both; the one that comes first is what is wrong. One word alone is too common. */
function namedIn(message: string): ColumnName | undefined {
  const text = ` ${message.toLowerCase().replaceAll(/[^a-z]+/g, " ")} `;
  const found = NAMED.flatMap(({ name, words }) => (text.includes(words) ? [{ name, at: text.indexOf(words) }] : []));
  return found.sort((one, other) => one.at - other.at)[0]?.name;
}

function under(parent: string, columns: Readonly<Record<string, ColumnName>>): [string, ColumnName][] {
  return Object.entries(columns).map(([leaf, column]) => [`${parent}.${leaf}`, column]);
}

function siteAddress(): Address {
  return { street: "site_street", unit: "site_unit", city: "site_city", state: "site_state", zipCode: "site_zip" };
}

function refusalsOf({ refusals }: Product): (readonly [words: RegExp, column: ColumnName])[] {
  return refusals.flatMap(([words, column]) => (isColumnName(column) ? [[words, column] as const] : []));
}
