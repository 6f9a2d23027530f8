// Dates: what can mean one day only is taken, what is open waits for its column, and what is none says how to write it.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DateEvidence, dateOrders, noteEvidence, resolveDay } from "../../../domain/rows/date-order.ts";
import { readDay } from "../../../domain/rows/read-day.ts";

const CLEAR = [
  "28-Apr-2028",
  "28 April 2028",
  "28-apr-28",
  "April 28, 2028",
  "Apr 28th, 2028",
  "28th April 2028",
  "2028-Apr-28",
  "28Apr2028",
];
const WITH_WEEKDAY = [
  "Fri 28 Apr 2028",
  "Friday, April 28, 2028",
  "Fri Apr 28 2028 00:00:00 GMT+0000 (Coordinated Universal Time)",
];
const YEAR_FIRST = ["2028/4/28", "2028.04.28", "2028-4-28", "20280428", "2028 04 28"];
const AT_MIDNIGHT = [
  "2028-04-28 00:00:00",
  "2028-04-28T00:00",
  "2028-04-28T00:00:00.000Z",
  "2028-04-28 0:00",
  "2028-04-28T00:00:00+00:00",
];
const MORE_MIDNIGHTS = [
  "2028-04-28 12:00:00 AM",
  "2028-04-28 00:00:00 UTC",
  "20280428T000000Z",
  "28-Apr-2028 00:00",
  "2028/04/28 00:00:00+0000",
];

test.each([...CLEAR, ...WITH_WEEKDAY, ...YEAR_FIRST, ...AT_MIDNIGHT, ...MORE_MIDNIGHTS])(
  "%s is April 28, 2028, recorded",
  (text) => {
    expect(readDay(text)).toEqual({ day: "2028-04-28", rewritten: true });
  },
);

test("an ISO day is taken without a word", () => {
  expect(readDay("2028-04-28")).toEqual({ day: "2028-04-28", rewritten: false });
});

test.each([
  "2028-04-28T10:30",
  "2028-04-28 00:00:00+02:00",
  "2028-04-28T00:00:00-05:00",
  "4/26/2028 12:00 PM",
  "2028-04-28 00:00:01",
])("%s has a time of day or a time zone", (text) => {
  expect(readDay(text)).toEqual({ code: "date.time" });
});

const NONE = [
  "2028-02-30",
  "30 Feb 2028",
  "2028/2/30",
  "20280230",
  "2028-02-30T00:00",
  "Feb 2028",
  "28-Apr",
  "soon",
  "2028",
  "32 Jan 2028",
  "28 Foo 2028",
];

test.each([...NONE, "Mon 28 Apr 2028", "2028-13-01", "03152028", "28/04", "1/2/3/2028"])("%s is no date", (text) => {
  expect(readDay(text)).toEqual({ code: "date.form" });
});

test("a day number of a spreadsheet is named, with the day that it may be", () => {
  expect(readDay("46357")).toEqual({ code: "excel.serialDate", detail: ", perhaps 2026-12-01" });
});

test("a short year behind hyphens may be the first part, and is asked for", () => {
  expect(readDay("27-03-28")).toEqual({ code: "date.shortYear" });
  expect(readDay("4-26-28")).toEqual({ day: "?4-26-28", rewritten: false });
});

test("every day comes back from every clear spelling", () => {
  const day = fc.date({
    min: new Date("1990-01-01T00:00:00Z"),
    max: new Date("2099-12-31T00:00:00Z"),
    noInvalidDate: true,
  });
  const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  fc.assert(
    fc.property(day, (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year = "", month = "", dayOfMonth = ""] = iso.split("-");
      const name = months[Number(month) - 1] ?? "";
      const spellings = [
        `${dayOfMonth}-${name}-${year}`,
        `${name} ${String(Number(dayOfMonth))}, ${year}`,
        iso.replaceAll("-", ""),
        `${iso}T00:00:00Z`,
      ];
      for (const spelling of spellings) expect(readDay(spelling)).toEqual({ day: iso, rewritten: true });
      expect(resolveDay(`?${dayOfMonth}/${month}/${year}`, "dayFirst")).toBe(iso);
      expect(resolveDay(`?${month}/${dayOfMonth}/${year}`, "monthFirst")).toBe(iso);
    }),
  );
});

describe("day and month in digits are decided", () => {
  const evidenceOf = (...days: string[]): DateEvidence => {
    const evidence = { dayFirst: false, monthFirst: false, open: false };
    for (const day of days) noteEvidence(evidence, `?${day}`);
    return evidence;
  };
  const orders = (columns: DateEvidence[], profile?: "dayFirst" | "monthFirst") => [
    ...dateOrders(new Map(columns.map((evidence, at) => [at, evidence])), profile).values(),
  ];
  const US = evidenceOf("4/26/28", "3/4/2028");
  const EUROPE = evidenceOf("26.04.2028");
  const OPEN = evidenceOf("3/4/2028");

  test("by the column itself", () => {
    expect(orders([US, EUROPE])).toEqual(["monthFirst", "dayFirst"]);
  });

  test("by the other date columns, where they agree", () => {
    expect(orders([OPEN, US, US])).toEqual(["monthFirst", "monthFirst", "monthFirst"]);
    expect(orders([OPEN, US], "dayFirst")).toEqual(["monthFirst", "monthFirst"]);
  });

  test("by the profile, where no column tells", () => {
    expect(orders([OPEN, OPEN], "dayFirst")).toEqual(["dayFirst", "dayFirst"]);
  });

  test("not at all where columns contradict each other or themselves", () => {
    expect(orders([OPEN, US, EUROPE], "monthFirst")).toEqual(["ambiguous", "monthFirst", "dayFirst"]);
    expect(orders([OPEN, evidenceOf("25/06/2028", "06/25/2028")], "monthFirst")).toEqual(["ambiguous", "mixed"]);
    expect(orders([OPEN])).toEqual(["ambiguous"]);
  });

  test("in no way that matters where day and month are equal", () => {
    expect(orders([evidenceOf("5/5/2027")])).toEqual(["monthFirst"]);
  });
});
