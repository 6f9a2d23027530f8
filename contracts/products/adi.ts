// AT&T Dedicated Internet: its columns, its rule, and what AT&T calls its features and prices (docs/apex-api.md §2, §5).
import { error } from "../issues/issue-text.ts";
import type { Product } from "./product.ts";

const must = { required: true } as const;

export const ADI = {
  code: "ADI",
  name: "AT&T Dedicated Internet",
  /** S: the product id of its mid-market offer. */
  offerId: "OFF_ADI_MID_MARKET",
  // One column per line, to be read as a table.
  // prettier-ignore
  columns: {
    architecture: { kind: "choice", values: ["Switched", "Dedicated"], byDefault: "Switched", description: "Architecture of the access.", example: "Switched" },
    access_speed: { ...must, kind: "speed", description: "Access speed, with its unit.", example: "1 Gbps" },
    port_speed: { ...must, kind: "speed", description: "Port speed, with its unit; at most the access speed.", example: "500M" },
    interface: { kind: "text", description: "Interface of the port.", example: "1000Base-LX" },
    management: { kind: "choice", values: ["AT&T Managed", "Customer Managed"], byDefault: "AT&T Managed", description: "Who manages the router.", example: "AT&T Managed" },
    billing_option: { kind: "choice", values: ["Flat Rate"], byDefault: "Flat Rate", description: "How the port is charged.", example: "Flat Rate" },
  },
  speedRules: [{ column: "port_speed", limit: "access_speed", code: "speed.portAboveAccess" }],
  issues: {
    "speed.portAboveAccess": error({
      message: "The port speed is above the access speed.",
      fix: "Lower port_speed or raise access_speed.",
      about: "The port cannot carry more than its access.",
      example: "A port of `10 Gbps` on an access of `1 Gbps`.",
    }),
  },
  /** The feature names that AT&T's pages show (S); discount and promotion are our assumption. */
  features: [
    { name: "Architecture", from: { column: "architecture" } },
    { name: "Port Speed", from: { column: "port_speed" } },
    { name: "Access Speed", from: { column: "access_speed" } },
    { name: "Interface", from: { column: "interface" } },
    { name: "Management Option", from: { column: "management" } },
    {
      name: "AT&T Default Router",
      from: { column: "management", words: { "AT&T Managed": "Yes", "Customer Managed": "No" } },
    },
    { name: "Term", from: { order: "contractTermMonths" } },
    { name: "Billing Option", from: { column: "billing_option" } },
    { name: "Discount Percent", from: { order: "discountPercent" } },
    { name: "Promo Code", from: { order: "promoCode" } },
  ],
  priceParts: ["access", "port", "installation"],
  identity: ["access_speed", "port_speed"],
  refusals: [
    [/\barchitecture\b/i, "architecture"],
    [/\binterface\b/i, "interface"],
    [/\bmanagement\b/i, "management"],
  ],
} as const satisfies Product;
