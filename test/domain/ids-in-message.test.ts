// Ids of ours are found in every message that has them, and nothing else of a message is.
import { describe, expect, it } from "vitest";
import { idFields, idsInMessage } from "../../domain/ids-in-message.ts";

const FILE = "f-6c43a59bcd5964ebc720ebac";
const ORDER = "o-c1c26b0c340fa155302a1bafd4a9c60d";
const inMessage = (message: unknown) => idsInMessage(JSON.stringify(message));

describe("the ids in a message", () => {
  it.each([
    ["a stage's task", { taskToken: "t", stage: "quote", orderId: ORDER }, { orderId: ORDER }],
    ["an order to start", { orderId: ORDER, fileId: FILE, siteCount: 1 }, { fileId: FILE, orderId: ORDER }],
    ["a file to go on with", { continueFile: { fileId: FILE, resumeFrom: 0 } }, { fileId: FILE }],
    ["results that are ready", { "detail-type": "Results Ready", detail: { batchId: FILE } }, { fileId: FILE }],
    ["the end of a later execution", { detail: { name: `${ORDER}-r12`, status: "FAILED" } }, { orderId: ORDER }],
  ])("are those of %s", (_, message, ids) => {
    expect(inMessage(message)).toEqual(ids);
  });

  it.each([
    [{ Records: [{ s3: { object: { key: "inbox/demo/f-a.csv" } } }] }],
    [null],
    [[]],
    ["f-1"],
    [{ detail: null }],
  ])("are none where it names none: %j", (message) => {
    expect(inMessage(message)).toEqual({});
  });

  it("are ours or none: other words of a message are not for the log", () => {
    expect(inMessage({ orderId: "Jane Doe", fileId: 7 })).toEqual({});
    expect(inMessage({ orderId: `o-${"a".repeat(200)}` })).toEqual({});
    expect(idsInMessage("no JSON")).toEqual({});
    expect(idFields(null)).toEqual({});
  });
});
