// A board over a table in memory: files, orders that move, wait, are held and have stopped, and a partner that notes what it is told. Served
// over a real socket, with the very world that the command line makes.
import { Readable } from "node:stream";
import type { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Measured, SandboxPartner } from "../../board/board-world.ts";
import { type Board, serveBoard } from "../../board/serve-board.ts";
import { systemClock } from "../../adapters/runtime/clock.ts";
import { boardPauses } from "../../cli/board-pauses.ts";
import { boardWorld } from "../../cli/board-world.ts";
import type { PauseScope } from "../../contracts/pauses.ts";
import { FileStore } from "../../pipeline/orders/file-store.ts";
import { OrderLookup } from "../../pipeline/orders/order-lookup.ts";
import { PauseStore } from "../../pipeline/orders/pause-store.ts";
import type { ReceiptSchema } from "../../contracts/receipt.ts";
import type * as z from "zod";
import { MemoryS3 } from "../fakes/memory-s3.ts";
import { ReadWorld } from "../pipeline/operators/read-world.ts";

const FILE = "f-0123456789abcdef01234567";
const AT = "2027-03-01T14:05:00.000Z";
const BUCKET = "files";

export interface ExampleBoard {
  readonly board: Board;
  readonly s3: MemoryS3;
  readonly world: ReadWorld;
  /** What the partner was told. */
  readonly told: string[];
  readonly faults: unknown[];
  readonly pauses: PauseStore;
}

export interface ExampleOptions {
  readonly endsWithRun?: boolean;
  /** Paused by somebody else, before the board is opened. */
  readonly paused?: readonly PauseScope[];
}

export async function exampleBoard(options: ExampleOptions = {}): Promise<ExampleBoard> {
  const world = new ReadWorld();
  const s3 = new MemoryS3();
  await fill(world, s3);
  const told: string[] = [];
  const faults: unknown[] = [];
  const store = {
    s3: takingStreams(s3.client),
    table: world.table,
    filesBucket: BUCKET,
    workBucket: "work",
    close: () => undefined,
  };
  const connection = {
    ...{ store, where: "running" as const, distributor: "demo", values: {}, measured, partner: partnerOf(told) },
    endsWithRun: options.endsWithRun ?? false,
  };
  const pauses = new PauseStore(world.table, systemClock);
  for (const scope of options.paused ?? []) await pauses.pause(scope, "AT&T changes its price list", "ana@desk-7");
  const session = {
    deps: { pauses, files: new FileStore(world.table), clock: systemClock },
    lookup: new OrderLookup(world.table),
  };
  const given = { ...boardWorld(connection), pauses: boardPauses(session) };
  const board = await serveBoard(given, { onFault: (error) => faults.push(error) });
  return { board, s3, world, told, faults, pauses };
}

/** The memory takes texts and buffers; a file on disk comes as a stream. */
function takingStreams(client: S3Client): S3Client {
  const send = async (command: PutObjectCommand): Promise<unknown> => {
    const { Body: body } = command.input;
    if (body instanceof Readable) command.input.Body = Buffer.concat(await body.toArray());
    return client.send(command);
  };
  return { send } as unknown as S3Client;
}

async function fill(world: ReadWorld, s3: MemoryS3): Promise<void> {
  const file = { fileId: FILE, name: "northwind-sites.csv", receivedAt: AT, rowsTotal: 48, ordersTotal: 9 };
  const resultsPrefix = `results/demo/northwind-sites-${FILE}/`;
  await world.file(FILE, { ...file, status: "processing", resultsPrefix });
  await world.file("f-fedcba9876543210fedcba98", {
    ...{ name: "march-corrections.csv", status: "completed", rowsTotal: 12, ordersTotal: 1 },
    ...{ receivedAt: "2027-02-27T09:00:00.000Z", completedAt: "2027-02-27T18:40:00.000Z" },
  });
  const earlier = {
    fileId: "f-fedcba9876543210fedcba98",
    orderRef: "PO-1988",
    status: "completed",
    stage: "settle",
  } as const;
  await world.order({ ...earlier, progress: all(12) }, undefined, 12);
  s3.put(BUCKET, `${resultsPrefix}receipt.json`, JSON.stringify(receipt(resultsPrefix)));
  s3.put(BUCKET, `${resultsPrefix}report.html`, "<!doctype html><title>report</title>");
  const waits = { creditAwaited: AT, signatureAwaited: AT, orderHeld: AT, quoteCreated: AT };
  const of = (n: number) => ({
    fileId: FILE,
    orderRef: `PO-${String(2040 + n)}`,
    marks: waits,
    quoteId: `0Q0${String(n)}`,
  });
  await world.order({ ...of(1), status: "completed", stage: "settle", progress: all(6) }, undefined, 6);
  await world.order({ ...of(2), status: "completed", stage: "settle", progress: all(4) }, undefined, 4);
  await world.order(
    { ...of(3), status: "inProgress", stage: "enrich", progress: { quote: 8, enrich: 3 } },
    undefined,
    8,
  );
  await world.order({ ...of(4), status: "inProgress", stage: "handoff", progress: { handoff: 2 } }, undefined, 5);
  await world.order({ ...of(5), status: "pending", stage: "credit" }, undefined, 7);
  await world.order({ ...of(6), status: "pending", stage: "contract" }, undefined, 5);
  const unknown = { code: "outcomeUnknown", message: "Nobody knows whether AT&T made the order." } as const;
  await world.order({ ...of(7), status: "held", stage: "order", reason: unknown }, undefined, 4);
  const declined = { code: "creditDeclined", message: "AT&T declined the customer's credit." } as const;
  await world.order({ ...of(8), status: "rejected", stage: "settle", reason: declined }, undefined, 6);
}

const all = (sites: number) => ({
  ...{ quote: sites, credit: sites, contract: sites, order: sites, enrich: sites, customer: sites, handoff: sites },
});

function receipt(results: string): z.infer<typeof ReceiptSchema> {
  return {
    ...{ batchId: FILE, distributor: "demo", file: "northwind-sites.csv", key: "inbox/demo/x/northwind-sites.csv" },
    ...{ sha256: "00", bytes: 9000, policy: "order", status: "processing", receivedAt: AT, writtenAt: AT },
    completedAt: null,
    format: { kind: "csv", gzip: false, encoding: "utf-8", delimiter: "comma", lineEnding: "lf" },
    rows: { total: 48, handedOff: 0, failed: 3, held: 0, waiting: 45, unchanged: 0 },
    orders: { total: 9 },
    cells: { read: 0, accepted: 0, rejected: 0, carriedThrough: 0 },
    issueTotals: { error: 3, warning: 0, fixed: 0 },
    issuesByCode: { "zip.state": 3 },
    issues: [
      {
        ...{ severity: "error", code: "zip.state", row: 9, column: "site_zip", pointer: null, value: "10118" },
        ...{ message: "ZIP code 10118 is in NY, not NJ.", fix: "Correct the ZIP code or the state." },
      },
    ],
    ...{ sameAs: { file: "x", key: "x", results } },
  };
}

const WIDGET = { title: "", width: 24, text: "", alarms: [], lines: [], unit: "" };
const MINUTES = [3, 12, 30, 44, 41, 52, 38, 47, 61, 55, 23, 18];

const measured: Measured = {
  calls: () => ({
    total: MINUTES.reduce((sum, calls) => sum + calls, 0),
    byOutcome: { answered: 412, refused: 8, failed: 4 },
    minutes: MINUTES.map((calls, n) => ({ at: new Date(Date.parse(AT) + n * 60_000).toISOString(), calls })),
  }),
  usd: () => 0.0142,
  dashboard: () => ({
    ...{ from: Date.parse(AT) - 3_600_000, to: Date.parse(AT) },
    widgets: [
      { ...WIDGET, kind: "text", text: "## What came in?\nSums over a day." },
      { ...WIDGET, kind: "alarms", title: "Urgent", alarms: [{ name: "PartnerFailing", state: "ALARM" }] },
      { ...WIDGET, kind: "figures", title: "Files", width: 6, lines: [{ label: "received", points: [[0, 1234]] }] },
      {
        ...WIDGET,
        kind: "bars",
        title: "Orders held",
        width: 8,
        lines: [{ label: "outcomeUnknown", points: [[0, 2]] }],
      },
      {
        ...WIDGET,
        ...{ kind: "chart", title: "Calls by outcome", width: 8, unit: "calls" },
        lines: [
          {
            label: "answered",
            points: MINUTES.map((calls, n) => [Date.parse(AT) - (12 - n) * 300_000, calls] as const),
          },
          { label: "refused", points: [[Date.parse(AT) - 300_000, 0]] },
        ],
      },
    ],
  }),
  alarms: () => [
    { name: "PartnerFailing", state: "ALARM", description: "AT&T answers too few calls. Runbook: partner-failing" },
    { name: "OrdersHeld", state: "OK", description: "Orders wait for a person. Runbook: orders-held" },
    { name: "SyncMissed", state: "INSUFFICIENT_DATA", description: "The sync did not run. Runbook: sync-missed" },
  ],
};

function partnerOf(told: string[]): SandboxPartner {
  let isSilent = false;
  return {
    isSilent: () => Promise.resolve(isSilent),
    setSilent(silent) {
      isSilent = silent;
      told.push(silent ? "silent" : "answering");
      return Promise.resolve();
    },
    decide(quoteId, decision) {
      told.push(`${quoteId} ${decision}`);
      return Promise.resolve();
    },
  };
}
