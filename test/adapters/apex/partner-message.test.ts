// The partner's words as they may stand in a result: without what steers a terminal, without personal data and credentials.
import { describe, expect, it } from "vitest";
import { maskMessage } from "../../../adapters/apex/partner-message.ts";

describe("maskMessage", () => {
  it("shows escape sequences, C1 controls and turns of direction as their codes, on one line", () => {
    expect(maskMessage("Refused\u001B[2J\r\nby \u009Bpolicy \u202E12")).toBe(
      String.raw`Refused\x1b[2J by \x9bpolicy \u202e12`,
    );
  });

  it("hides credentials, e-mail addresses and phone numbers", () => {
    expect(maskMessage("s3cret of a@b.com, call 214-555-0143", ["s3cret"])).toBe(
      "[credential] of [e-mail], call [phone]",
    );
  });

  it("is short, also where every character is shown as its code", () => {
    expect(maskMessage("\u0007".repeat(500))).toHaveLength(200);
  });
});
