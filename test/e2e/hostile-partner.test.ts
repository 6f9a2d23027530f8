// A partner whose answers speak of other things than were asked, or cannot be stored: a person learns what was asked and what came,
// nothing is sent twice, and orders beside them go through.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "csv-parse/sync";
import { apexBulk, type Report } from "./command.ts";
import { freePort } from "./free-port.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";
import { newWebhookSecret, OtherOrderingApi } from "./other-ordering-api.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-hostile-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

const withMore = (answer: object, more: string): string => `${JSON.stringify(answer).slice(0, -1)},${more}}`;
const DEEP = `"deep":${"[".repeat(20_000)}${"]".repeat(20_000)}`;

/** By company: the call that is spoiled, what it answers then, and what the row says. */
const SPOILED: Record<string, [call: string, spoil: (answer: any) => unknown, says: string]> = {
  "Other Site LLC": [
    "POST /order-enrichment/installation-shipping-apex",
    (answer) => ({ ...answer, subOrderId: "8018c0000999991" }),
    "Came: subOrderId 8018c0000999991.",
  ],
  "Other Order LLC": [
    "POST /order-enrichment/apexRDSProdandPortReserve",
    (answer) => ({ ...answer, orderId: "8018c0000999992" }),
    "Came: orderId 8018c0000999992.",
  ],
  "Nothing Assigned LLC": [
    "PATCH /customerAccountLookup-apex",
    (answer) => ({ ...answer, inputValues: [] }),
    "Came: empty inputValues.",
  ],
  "Not Submitted LLC": [
    "POST /order-apex",
    (answer) => ("subOrder" in answer ? answer : { ...answer, message: "order not submitted" }),
    "order not submitted",
  ],
  "Other Quote LLC": [
    "POST /creditCheck-apex",
    (answer) => ({ ...answer, quoteId: "0Q08c0000999993" }),
    "Came: quoteId 0Q08c0000999993.",
  ],
  "Proto LLC": [
    "POST /opportunity-quote-apex",
    (answer) => withMore(answer, '"constructor":{"name":1},"__proto__":{"quoteId":1},"big":1e400'),
    "",
  ],
  "Deep LLC": ["POST /contract-apex", (answer) => withMore(answer, DEEP), ""],
  "Huge LLC": [
    "POST /order-apex",
    (answer) => ("subOrder" in answer ? answer : { ...answer, message: `submitted ${"é".repeat(2_000_000)}` }),
    "",
  ],
  "Plain LLC": ["", (answer) => answer, ""],
};

/** Two orders that get one quote: the answer to whichever came first is given to both. */
const TWINS = ["Twin A LLC", "Twin B LLC"];

it("holds what is in doubt with both sides of it, stores what can hardly be stored, does nothing twice, and lets no two orders share a quote", async () => {
  const port = await freePort();
  const secret = newWebhookSecret();
  let shared: string | undefined;
  const server = new OtherOrderingApi({
    ...{ clientId: "their-id", clientSecret: "their-secret", webhookSecret: secret },
    callbackUrl: `http://127.0.0.1:${String(port)}`,
    spoil: (call, company, answer) => {
      if (TWINS.includes(company) && call === "POST /opportunity-quote-apex") {
        shared ??= answer["quoteId"] as string;
        return { ...answer, quoteId: shared };
      }
      const [spoiled, spoil] = SPOILED[company] ?? [];
      return call === spoiled ? spoil?.(answer) : answer;
    },
  });
  const companies = Object.keys(SPOILED);
  const file = join(dir, "orders.csv");
  await writeFile(file, csvOf([...companies, ...TWINS].flatMap((company, n) => rowsOf(`PO-${String(n)}`, company, 1))));
  try {
    const said = await apexBulk(
      [
        ...["run", file, "--json", "--out", join(dir, "out")],
        ...["--ordering-url", await server.start(), "--callback-port", String(port)],
      ],
      { APEX_CLIENT_ID: "their-id", APEX_CLIENT_SECRET: "their-secret", APEX_WEBHOOK_SECRET: secret },
    );
    expect(said.code, said.stderr).toBe(3);
    const report = (JSON.parse(said.stdout) as Report).files[0]!;
    const rows: Record<string, string>[] = parse(await readFile(join(report.results, "results.csv")), {
      columns: true,
    });
    for (const [n, company] of companies.entries()) {
      const says = SPOILED[company]![2];
      const row = rows.find(({ order_ref: ref }) => ref === `PO-${String(n)}`)!;
      expect([row["_outcome"], row["_code"]], company).toEqual(
        says === "" ? ["handedOff", ""] : ["held", "indeterminateAnswer"],
      );
      expect(row["_message"], company).toContain(says);
      if (says !== "") expect(row["_message"], company).toContain("Asked: ");
    }
    const twins = rows
      .slice(companies.length)
      .toSorted((one, other) => one["_outcome"]!.localeCompare(other["_outcome"]!));
    expect(twins.map((row) => row["_outcome"])).toEqual(["handedOff", "held"]);
    expect(twins[1]!["_message"]).toContain(`Asked: a new quoteId. Came: quoteId ${String(shared)}, which order o-`);
    expect(report.rows).toMatchObject({ total: companies.length + 2, held: 6, handedOff: 5 });
    // Nothing of the second twin was added to the quote of the first.
    expect(server.count("site").size).toBe(companies.length + 1);
    for (const call of ["quote", "credit", "contract", "order", "billing", "handoff"]) {
      expect(Math.max(...server.count(call).values()), call).toBe(1);
    }
  } finally {
    await server.stop();
  }
});
