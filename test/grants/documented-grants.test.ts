// The list of grants that no test asks for, in docs/security.md, names grants that the templates have: a row that has gone out of date
// would hide the next one like it. What is in use, only `npm run grants` can tell.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { GRANTS_VARIABLE, recordGrants } from "../../local/iam/grant-record.ts";
import { Principal } from "../../local/iam/principal.ts";
import { readStatement } from "../../local/iam/statement.ts";
import { documentedGrants, named, OWN_QUEUE, readRecords, tableRows, templateGrants, textOf } from "./grants.ts";

const documented = documentedGrants();
const there = templateGrants();

test("every row names grants of the templates, and none twice", () => {
  const rows = documented.map(textOf);
  expect(rows.filter((row) => !there.has(row))).toEqual([]);
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThan(20);
});

test("the list is a small part of all", () => {
  expect(there.size).toBeGreaterThan(200);
  expect(documented.length / there.size).toBeLessThan(0.3);
});

test("names are those of infra/, whatever account, hash or distributor a run has", () => {
  const queue = "arn:aws:sqs:us-east-1:000000000000:ApexBulkPipeline-StagesQuoteMessagesQueueFA7CA5CB";
  expect(
    named({ role: "ApexBulkPipeline-StagesQuoteRoleAE945752", action: "sqs:SendMessage", resource: queue }),
  ).toEqual({
    ...{ action: "sqs:SendMessage", on: OWN_QUEUE, of: "StagesQuote" },
  });
  expect(
    named({
      role: "apex-bulk-acme-west-us-east-1",
      action: "s3:PutObject",
      resource: "arn:aws:s3:::apex-bulk-files-000000000000-us-east-1/inbox/acme-west/*",
    }),
  ).toEqual({ action: "s3:PutObject", on: "files/inbox/{distributor}/*", of: "{distributor}" });
});

test("an action that was used on one resource is not used on the other of its statement", () => {
  const folder = mkdtempSync(join(tmpdir(), "grants-"));
  const principal = new Principal("ApexBulkPipeline-SyncRoleAE945752");
  const Resource = [
    "arn:aws:dynamodb:us-east-1:000000000000:table/One",
    "arn:aws:dynamodb:us-east-1:000000000000:table/Two",
  ];
  principal.statements.push(
    readStatement({ Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource }),
    readStatement({ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" }),
  );
  principal.may("dynamodb:GetItem", Resource[0]!);
  principal.may("dynamodb:PutItem", Resource[1]!);
  recordGrants(() => principal.grantUses());
  vi.stubEnv(GRANTS_VARIABLE, folder);
  recordGrants(() => principal.grantUses());
  vi.unstubAllEnvs();
  const { known, used } = readRecords(folder);
  const unused = [...known].filter(([text]) => !used.has(text)).map(([, grant]) => grant);
  expect(tableRows(unused)).toEqual([
    "| `dynamodb:GetItem` | `Two` | `Sync` |",
    "| `dynamodb:PutItem` | `One` | `Sync` |",
  ]);
});
