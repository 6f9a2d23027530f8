// The part of the corpus that is about the form of files, as people and programs make them: what is read all the same, and what
// is called by its name.
import { gzipSync } from "node:zlib";
import { template } from "../../domain/rows/template.ts";
import { csvOf, validRows } from "../pipeline/intake/example-file.ts";
import type { CorpusFile } from "./corpus-file.ts";

type Expected = readonly [codes: string, total: number, sent: number];

const form = (name: string, make: CorpusFile["make"], [codes, total, sent]: Expected): CorpusFile => ({
  ...{ name: `form-${name}`, make },
  ...{ codes: codes === "" ? [] : codes.split(" "), rows: [total, sent] },
});

const csv = (count = 2): string => csvOf(validRows(count));
const json = (): string => [...template("json", 2)].join("");
const ndjson = (): string => [...template("ndjson", 21)].join("");

/** The header with each name changed. */
function named(change: (name: string, at: number) => string): string {
  const [header = "", ...rows] = csv().split("\n");
  return [header.split(",").map(change).join(","), ...rows].join("\n");
}

/** Each line is a column of the list. */
function turned(): string {
  const records = csv()
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return (records[0] ?? []).map((_, at) => records.map((cells) => cells[at] ?? "").join(",")).join("\n");
}

/** Rows with other line ends. */
function rowsWith(end: string): string {
  const [header = "", ...rows] = csv().trimEnd().split("\n");
  return [header, ...rows.map((row) => row + end)].join("\n");
}

/** The first two rows above the header. */
function withHeaderBelow(): string {
  const [header = "", one = "", two = ""] = csv().split("\n");
  return [one, two, header, ""].join("\n");
}

/** Without the last cells, which may be blank. */
function rowsThatEndEarly(): string {
  const [header = "", ...rows] = csv().trimEnd().split("\n");
  return [header, ...rows.map((row) => row.split(",").slice(0, -3).join(","))].join("\n");
}

type Fields = Record<string, unknown>;
const orders = (): (Fields & { sites: Fields[] })[] =>
  (JSON.parse(json()) as { orders: (Fields & { sites: Fields[] })[] }).orders;
const list = (change: (order: Fields & { sites: Fields[] }) => unknown): string => JSON.stringify(orders().map(change));

const NPM = "\n> apex-bulk@0.2.0 start\n> node cli/main.ts template --rows 2\n\n";
const FORM = '--x7\r\nContent-Disposition: form-data; name="file"\r\n\r\n';

const headers: readonly CorpusFile[] = [
  form("header-stars.csv", () => named((name) => `${name}*`), ["", 2, 2]),
  form("header-numbers.csv", () => named((name, at) => `${String(at + 1)}. ${name}`), ["", 2, 2]),
  form("header-brackets.csv", () => named((name) => `* ${name} (required):`), ["", 2, 2]),
  form("header-full-width.csv", () => csv().replace("site_zip", "ＳＩＴＥ–ＺＩＰ"), ["", 2, 2]),
  form("header-invisible.csv", () => csv().replace("site_zip", "site\u200B_zip\u200E"), ["header.invisible", 2, 2]),
  form("header-late.csv", () => `Site list\nSpring,,\n\n${csv()}`, ["header.late", 2, 2]),
  form("header-below-rows.csv", withHeaderBelow, ["row.aboveHeader", 2, 0]),
  form("header-of-npm.csv", () => NPM + csv(), ["file.npmLines", 2, 2]),
  form("header-of-npm.json", () => NPM + json(), ["file.npmLines", 2, 2]),
  form("header-of-npm.ndjson", () => NPM + ndjson(), ["file.npmLines", 21, 21]),
  form("header-by-meaning.csv", () => csv().replace("customer_zip", "Postal Code"), [
    "header.missing header.unknown",
    ...([2, 0] as const),
  ]),
  form("header-under-groups.csv", () => named((name) => name.replace(/_.*/, "")).replace(/\n[^]*/, `\n${csv()}`), [
    "header.late",
    ...([2, 2] as const),
  ]),
  form("header-turned.csv", turned, ["file.turned", (csv().split("\n")[0]?.split(",").length ?? 0) - 1, 0]),
  form("divided-by-caret.csv", () => csv().replaceAll(",", "^"), ["file.delimiter", 2, 0]),
  form("divided-by-blanks.csv", () => csv().replaceAll(",", "    "), ["file.delimiter", 2, 0]),
  form("quoted-lines.csv", () => csv().replaceAll(/^.+$/gm, '"$&"'), ["file.quotedLines", 2, 0]),
];

const otherFormats: readonly CorpusFile[] = [
  form("page.xls", () => "<html><body><table><tr><th>order_ref</th></tr></table></body></html>", ["file.markup", 0, 0]),
  form("list.xml", () => '<?xml version="1.0"?><orders><order ref="1"/></orders>', ["file.markup", 0, 0]),
  form("letter.rtf", () => "{\\rtf1\\ansi order_ref,sp_id}", ["file.document", 0, 0]),
  form("print.pdf", () => "%PDF-1.7\n", ["file.document", 0, 0]),
  form("upload.csv", () => FORM + csv(), ["file.wrapped", 0, 0]),
  form("base64.csv", () => Buffer.from(csv()).toString("base64"), ["file.wrapped", 0, 0]),
  form("script.sh", () => "#!/bin/sh\necho order_ref\n", ["file.script", 0, 0]),
  form("utf-32.csv", () => Buffer.from([...csv()].flatMap((character) => [character.charCodeAt(0), 0, 0, 0])), [
    "file.encoding",
    ...([0, 0] as const),
  ]),
  form("whole.xlsx", () => zipOf("[Content_Types].xml", "xl/workbook.xml"), ["file.workbookDamaged", 0, 0]),
  form("locked.xlsx", () => Buffer.concat([COMPOUND, Buffer.from("EncryptedPackage", "utf16le")]), [
    "file.workbookLocked",
    ...([0, 0] as const),
  ]),
  form("orders.zip", () => zipOf("orders.csv"), ["file.archive", 0, 0]),
  form("noise.bin", () => Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 7919 * (at + 3)) % 251)), [
    "file.notText",
    ...([0, 0] as const),
  ]),
];

const rows: readonly CorpusFile[] = [
  form("row-ends-early.csv", rowsThatEndEarly, ["row.endsEarly", 2, 2]),
  form("row-blank-surplus.csv", () => rowsWith(",, ,\u200B"), ["row.blankSurplus", 2, 2]),
  form("row-of-totals.csv", () => `${csv()}Total,,2 sites${",".repeat(20)}\n`, ["row.noSite", 3, 2]),
  form("row-of-comment.csv", () => `${csv()}# as of Monday\n`, ["row.noSite", 3, 2]),
  form(
    "row-of-header.csv",
    () =>
      csv() +
      csv(1)
        .replace(/\n[^]*/, "\n")
        .toUpperCase(),
    ["row.noSite", 3, 2],
  ),
  form("rows-of-check-boxes.csv", () => csv() + `${",".repeat(20)}FALSE\n`.repeat(30), ["row.noSite", 32, 2]),
  form("rows-invisible.csv", () => csv() + `\u200B,,\u2060\n`.repeat(3), ["", 2, 2]),
  form("ends-in-ctrl-z.csv", () => `${csv()}\u001A`, ["", 2, 2]),
  form("ends-in-nuls.json", () => `${json()}\0\0\0\0`, ["", 2, 2]),
  form("ends-in-ctrl-z.ndjson.gz", () => gzipSync(`${ndjson()}\u001A\u001A`), ["", 21, 21]),
];

const shapes: readonly CorpusFile[] = [
  form("numbers.json", () => json().replace('"NW-10001"', "9007199254740993").replace('"S-0001"', "1.10"), ["", 2, 2]),
  form("around-orders.json", () => json().replace(/\}\s*$/, ', "total": {"orders": [1]}, "tags": ["a"]}'), ["", 2, 2]),
  {
    ...form("behind-orders.json", () => json().replace(/\}\s*$/, ', "total": NaN}'), ["json.syntax", 3, 0]),
    policy: "file",
  },
  form("nested.json", () => list(({ promoCode, ...order }) => ({ ...order, promo: { code: promoCode } })), [
    "json.nestedKey",
    ...([2, 2] as const),
  ]),
  form("true.json", () => json().replace(": true", ": True"), ["json.syntax", 1, 0]),
  // The orders before the fault would go under another policy: what is missing has a row of its own.
  { ...form("trailing-comma.json", () => json().replace(/\]\}\s*$/, ",]}"), ["json.syntax", 3, 0]), policy: "file" },
  form("capital-keys.json", () => json().replace('"orders"', '"Orders"').replace('"sites"', '"SITES"'), ["", 2, 2]),
  form("flat-rows.json", () => list(({ sites: [site], ...order }) => ({ ...order, ...site })), [
    "json.flatOrder",
    1,
    1,
  ]),
  form("one-site.json", () => list(({ sites: [site], ...order }) => ({ ...order, sites: site })), [
    "json.oneSite",
    1,
    1,
  ]),
  form("one-order.json", () => JSON.stringify({ orders: orders()[0] }), ["json.oneOrder", 2, 2]),
  form("orders-by-name.json", () => JSON.stringify({ orders: { one: orders()[0] } }), ["json.ordersNotList", 0, 0]),
  form("orders-elsewhere.json", () => JSON.stringify({ data: { list: orders() } }), ["json.ordersElsewhere", 0, 0]),
  form("sites-by-name.json", () => list(({ sites, ...order }) => ({ ...order, sites: { one: sites[0] } })), [
    "json.sitesNotList",
    ...([1, 0] as const),
  ]),
  form("site-keys-in-order.json", () => list((order) => movedUp(order, "floor")), ["json.siteKeys", 2, 0]),
  form("site-keys-twice.json", () => list((order) => ({ floor: "9", ...order })), ["json.keyOfSite", 2, 2]),
  form("no-orders-in-list.json", () => '{"orders": []}', ["json.noOrders", 0, 0]),
  form("many-keys.json", () => list((order) => ({ ...order, ...manyKeys() })), [
    "json.tooManyKeys json.unknownKey",
    ...([2, 0] as const),
  ]),
  form("lines-end-in-cr.ndjson", () => ndjson().replaceAll("\n", "\r"), ["", 21, 21]),
  form("lines-end-in-commas.ndjson", () => ndjson().replaceAll("\n", ",\n"), ["json.lineComma", 21, 21]),
  form("text-sequence.ndjson", () => ndjson().replaceAll(/^\{/gm, "\u001E{"), ["", 21, 21]),
];

export const FORM_CORPUS: readonly CorpusFile[] = [...headers, ...otherFormats, ...rows, ...shapes];

const COMPOUND = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** Entries without content, and the table of contents' end: enough to be known by. */
function zipOf(...names: string[]): Buffer {
  const entries = names.map((name) => {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    return Buffer.concat([head, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return Buffer.concat([...entries, end]);
}

function movedUp({ sites, ...order }: Fields & { sites: Fields[] }, key: string): Fields {
  const without = sites.map((site) => Object.fromEntries(Object.entries(site).filter(([name]) => name !== key)));
  return { ...order, [key]: sites[0]?.[key], sites: without };
}

const manyKeys = (): Fields => Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`note${String(at)}`, "x"]));
