// Two versions of the code run side by side while a deployment is under way, and records outlive both: what an older version wrote is
// read (test/fixtures/versions, by the day of the version), and so is what a newer one writes with fields that this one has not.
import { readdirSync, readFileSync } from "node:fs";
import * as z from "zod";
import { describe, expect, test } from "vitest";
import { readContinuation } from "../../contracts/continuation.ts";
import { ReceiptSchema } from "../../contracts/receipt.ts";
import {
  CallRecordSchema,
  EventRecordSchema,
  FileRecordSchema,
  OpenOrderRecordSchema,
  OrderRecordSchema,
  SiteGroupRecordSchema,
  SiteRecordSchema,
  WaitRecordSchema,
} from "../../contracts/records.ts";
import { OrderMessageSchema, StageMessageSchema } from "../../contracts/stages.ts";

const VERSIONS = new URL("../fixtures/versions/", import.meta.url);

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  OrderMessage: OrderMessageSchema,
  StageMessage: StageMessageSchema,
  FileRecord: FileRecordSchema,
  OrderRecord: OrderRecordSchema,
  SiteRecord: SiteRecordSchema,
  OpenOrderRecord: OpenOrderRecordSchema,
  EventRecord: EventRecordSchema,
  Receipt: ReceiptSchema,
  SiteGroupRecord: SiteGroupRecordSchema,
  WaitRecord: WaitRecordSchema,
  CallRecord: CallRecordSchema,
  PackedCall: CallRecordSchema,
  CallGroup: z.looseObject({ pk: z.string(), sk: z.string() }),
};

function read(name: string, sample: unknown): unknown {
  if (name === "Continuation") return { continueFile: readContinuation(JSON.stringify(sample)) };
  const schema = SCHEMAS[name];
  if (schema === undefined) throw new Error(`no schema for ${name}`);
  return schema.parse(sample);
}

/** Maps by name have entries, not fields: another version would add none that this one has to read. */
const MAPS = ["marks", "progress", "counted", "sites", "issuesByCode", "orders"];

/** The same with an unknown field in every object, behind what is known. */
function grown(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => grown(one));
  if (typeof value !== "object" || value === null || MAPS.includes(name)) return value;
  const fields = Object.entries(value).map(([field, inner]) => [field, grown(inner, field)] as const);
  return { ...Object.fromEntries(fields), ofAnotherVersion: { words: ["new"] } };
}

for (const file of readdirSync(VERSIONS)) {
  const samples = JSON.parse(readFileSync(new URL(file, VERSIONS), "utf8")) as Record<string, unknown>;
  describe(`what the version of ${file.replace(".json", "")} wrote`, () => {
    test.each(Object.keys(samples))("%s is read whole", (name) => {
      expect(read(name, samples[name])).toEqual(samples[name]);
    });

    test.each(Object.keys(samples))("%s is read with fields of a newer version in it", (name) => {
      expect(read(name, grown(samples[name]))).toMatchObject(samples[name] as object);
    });
  });

  test(`a marker's message (${file}) is sent again with what a newer version has put into it`, () => {
    const newer = grown(samples["OpenOrderRecord"]);
    expect(OpenOrderRecordSchema.parse(newer).message).toEqual((newer as { message: unknown }).message);
  });
}
