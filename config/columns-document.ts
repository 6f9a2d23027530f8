// Makes docs/columns.md, every column of the bulk file for people, from the one schema of columns.
import { COLUMNS } from "../contracts/bulk-file.ts";
import type { Product } from "../contracts/products/product.ts";
import { PRODUCTS } from "../contracts/products/products.ts";
import type { ColumnGroup, ColumnKind, ColumnSpec } from "../contracts/column-spec.ts";
import { markdownTable } from "./markdown-table.ts";

const GROUPS: Readonly<Record<ColumnGroup, readonly [title: string, about: string]>> = {
  order: ["Order", "The same on every row of an order. A blank cell takes the value of the order's other rows."],
  site: ["Site", "One row is one site."],
  installation: ["Installation", "Whom the technician meets, and when."],
  shipping: ["Shipping", "Where the equipment goes. Leave all of these blank to ship to the site."],
  port: ["Port", "Where in the building the port is."],
  billing: ["Billing", "Who gets the bill. Leave all of these blank to bill the customer through the order's contact."],
};

const KINDS: Readonly<Record<ColumnKind, string>> = {
  ref: "up to 64 characters, your own",
  text: "text",
  company: "a company's name",
  person: "a name",
  street: "house number and street",
  city: "a city",
  indoor: "a floor or a room",
  note: "free text",
  code: "a code",
  spId: "an id such as `A-06399x`",
  state: "two letters or the full name",
  zip: "5 digits, or 5-4",
  email: "one e-mail address",
  phone: "10 digits, in any usual form",
  term: "months",
  day: "a date; `2027-03-15` is never misread",
  acceptance: "`yes`, nothing else",
  yesNo: "`yes` or `no`",
  percent: "0 to 100",
  choice: "one of a list",
  speed: "a speed with its unit: `100M`, `1 Gbps`",
  tsp: "a TSP code",
};

const INTRODUCTION = `# Columns

Generated from \`contracts/bulk-file.ts\` by \`npm run docs:generate\`; do not edit.

Headers match whatever the case, spaces, hyphens and underscores: \`Site ZIP\` is \`site_zip\`. In JSON the names are \`siteZip\` and
the like ([the bulk file](bulk-file.md)). **Required** columns must be there and filled. A distributor's profile can add other names.
`;

export function columnsDocument(): string {
  const sections = Object.entries(GROUPS).map(([group, [title, about]]) => {
    const rows = Object.entries<ColumnSpec>(COLUMNS)
      .filter(([, column]) => column.group === group)
      .map(([name, column]) => [
        `\`${name}\``,
        requiredMark(name, column),
        column.description,
        forms(column),
        `\`${column.example}\``,
      ]);
    return `## ${title}\n\n${about}\n\n${markdownTable(["column", "required", "is", "form", "example"], rows)}`;
  });
  return [INTRODUCTION, ...sections].join("\n");
}

/** A product's column may be required of that product only. */
function requiredMark(name: string, { required }: ColumnSpec): string {
  if (required === true) return "**yes**";
  const products = PRODUCTS.filter(({ columns }: Product) => columns[name]?.required === true);
  return products.length === 0 ? "" : `for ${products.map(({ code }) => code).join(", ")}`;
}

function forms({ kind, values, byDefault }: ColumnSpec): string {
  const form = values === undefined ? KINDS[kind] : values.map((value) => `\`${value}\``).join(", ");
  return byDefault === undefined ? form : `${form}; blank: \`${byDefault}\``;
}
