// A file as a person writes it against docs/bulk-file.md: orders of any number of sites, and single cells to spoil. Its days lie ahead of
// the day on which the test runs.
const dayAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const ORDER = {
  sp_id: "A-06399x",
  customer_street: "2700 W Plano Pkwy",
  customer_city: "Plano",
  customer_state: "TX",
  customer_zip: "75075",
  contact_first_name: "Dana",
  contact_last_name: "Reyes",
  contact_email: "dana.reyes@example.com",
  contact_phone: "972-555-0142",
  approver_email: "approver@example.com",
  contract_term_months: "36",
  contract_effective_date: dayAhead(60),
  accept_terms: "yes",
} as const;

const SITE = {
  site_street: "100 Main St",
  site_city: "Dallas",
  site_state: "TX",
  site_zip: "75201",
  access_speed: "1G",
  port_speed: "500M",
  install_first_name: "Sam",
  install_last_name: "Okafor",
  install_email: "sam.okafor@example.com",
  install_phone: "214-555-0175",
  requested_start_date: dayAhead(75),
  requested_due_date: dayAhead(90),
  floor: "3",
  room: "MDF",
} as const;

export type Row = Record<string, string>;

export function rowsOf(orderRef: string, customer: string, sites: number): Row[] {
  return Array.from({ length: sites }, (_, n) => ({
    order_ref: orderRef,
    customer_name: customer,
    ...ORDER,
    ...SITE,
    site_ref: `${orderRef}-S${String(n + 1)}`,
    site_street: `${String(100 + n)} Main St`,
  }));
}

export function csvOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return (
    [columns.join(","), ...rows.map((row) => columns.map((column) => cell(row[column] ?? "")).join(","))].join("\n") +
    "\n"
  );
}
