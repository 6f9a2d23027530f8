// Speeds: decimals are read, thousands are asked for, and bytes are told.
import { expect, test } from "vitest";
import { readCell } from "./cell-reading.ts";

test.each([
  ["100M", "100M"],
  ["1.5 Gbps", "1.5 Gbps"],
  ["1.0 Gbps", "1 Gbps"],
  ["1000M", "1 Gbps"],
  ["1000.5 Mbps", "1.0005 Gbps"],
  ["500 MBPS", "500M"],
  ["10 gbps", "10 Gbps"],
  ["100 Mb/s", "100M"],
])("%s is %s", (raw, value) => {
  expect(readCell("access_speed", raw)).toMatchObject({ value, codes: [] });
});

test.each(["1.000 Mbps", "1.000M", "1,000 Mbps", "10.000 Mbps", "1.500 Gbps", "1.000.000 kbps"])(
  "%s is one thousand to some: an error",
  (raw) => {
    for (const column of ["access_speed", "port_speed"] as const) {
      expect(readCell(column, raw)).toMatchObject({ value: undefined, codes: ["speed.thousands"] });
    }
  },
);

test.each(["100 MB/s", "100MB", "100 MBps"])("%s is read as 100 megabits, and says so", (raw) => {
  const { value, codes, findings } = readCell("port_speed", raw);
  expect([value, codes, findings[0]?.detail]).toEqual(["100M", ["speed.bytes"], "100M"]);
});

test.each(["10", "fast", "0M", "1,5 Gbps", "100 megabytes"])("%s is no speed", (raw) => {
  expect(readCell("port_speed", raw)).toMatchObject({ value: undefined, codes: ["speed.form"] });
});
