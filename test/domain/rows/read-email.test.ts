// Which e-mail addresses can exist.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCell } from "./cell-reading.ts";

describe("an address that can exist", () => {
  const HEALTHY = [
    "o'hara@example.com",
    "a+b@example.com",
    "first_last@Example.COM",
    "x@museum.photography",
    "a.b.c@sub.example.co.uk",
  ];
  const MORE = [
    "me@xn--mller-kva.example",
    "josé@exämple.com",
    "1@2.co",
    `${"x".repeat(64)}@example.com`,
    "a/b=c?d@example.com",
  ];

  test.each([...HEALTHY, ...MORE])("%s is taken as it is", (email) => {
    expect(readCell("approver_email", email)).toMatchObject({ value: email, codes: [] });
  });

  test("of plain labels always is", () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
    fc.assert(
      fc.property(
        fc.array(label, { minLength: 1, maxLength: 3 }),
        label,
        fc.stringMatching(/^[a-z]{2,12}$/),
        (local, domain, top) => {
          const email = `${local.join(".")}@${domain}.${top}`;
          expect(readCell("install_email", email)).toMatchObject({ value: email, codes: [] });
        },
      ),
    );
  });
});

test.each([
  "mailto:pay@example.com",
  "MAILTO: pay@example.com",
  "Ana Silva <pay@example.com>",
  "<pay@example.com>",
  '"Silva, Ana" <mailto:pay@example.com>',
])("%s is unwrapped, recorded", (text) => {
  expect(readCell("approver_email", text)).toMatchObject({ value: "pay@example.com", codes: ["email.unwrapped"] });
});

const WRONG = [
  "(pay@example.com)",
  "pay@example.com'",
  "pay@http://example.com",
  "pay..x@example.com",
  ".pay@example.com",
  "pay.@example.com",
];
const ALSO = [
  "pay@-example.com",
  "pay@example-.com",
  "pay@example.c",
  `${"x".repeat(65)}@example.com`,
  "pay@example.com…",
  "pay@example",
  "pay@example.123",
];
const AND = [
  "pay@@example.com",
  "a b@example.com",
  "pay@exa mple.com",
  "a@b.com; c@d.com",
  "a@b.com, c@d.com",
  `a@${"x".repeat(64)}.com`,
  "@example.com",
  "pay@exa_mple.com",
];

test.each([...WRONG, ...ALSO, ...AND])("%s reaches nobody: an error in every e-mail column", (email) => {
  for (const column of [
    "approver_email",
    "contact_email",
    "alt_contact_email",
    "install_email",
    "ship_email",
    "billing_email",
  ] as const) {
    expect(readCell(column, email)).toMatchObject({ value: undefined, codes: ["email.form"] });
  }
});
