// Reads a file, decides its orders and writes everything that must be there before the first message: order documents,
// messages, unsent rows, issues, the original, the records of sites and the markers of open orders.
import { type FileRecord, keys } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import type { UnsentRow } from "../../domain/bulk/plan-order.ts";
import type { Key } from "../table.ts";
import { TableEarlierOrders } from "./earlier-orders.ts";
import type { DownloadedDrop } from "./download-drop.ts";
import { type IntakeSummary, WORK_NAMES } from "./intake-summary.ts";
import { IssueCollector } from "./issue-collector.ts";
import { putFile, putObject } from "./objects.ts";
import { OrderWriter } from "./order-writer.ts";
import { type PlannedOrder, type PlanTotals, planOrders } from "./plan-orders.ts";
import { readBulkFile } from "./read-bulk-file.ts";
import { SpoolFile } from "./spool-file.ts";
import type { IntakeDeps } from "./bulk-deps.ts";

const MARKERS_AT_ONCE = 500;

interface Reading {
  readonly file: FileRecord;
  readonly local: DownloadedDrop;
  /** With the closing slash. */
  readonly workPrefix: string;
}

export async function readAndPlan(deps: IntakeDeps, { file, local, workPrefix }: Reading): Promise<IntakeSummary> {
  const { distributor, policy } = file;
  using issueLines = new SpoolFile("issues.ndjson");
  using unsentLines = new SpoolFile("rows.ndjson");
  const issues = new IssueCollector((issue) => issueLines.append(`${JSON.stringify(issue)}\n`));
  const profile = deps.profileOf(distributor);
  using reading = await readBulkFile({ bytes: local.read(), profile, onIssue: issues.take });
  using sender = new OrderRecorder(deps, file, workPrefix);
  const totals = await planOrders(reading, policy, sender.earlier, {
    issue: issues.take,
    unsent: (row: UnsentRow) => unsentLines.append(`${JSON.stringify(row)}\n`),
    send: (planned) => sender.send(planned),
  });
  await sender.finish();
  const summary = summaryOf(totals, issues, { ...reading, format: reading.format });
  const work = (name: string) => ({ bucket: deps.workBucket, key: workPrefix + name });
  unsentLines.flush();
  issueLines.flush();
  const NDJSON = "application/x-ndjson";
  await Promise.all([
    putFile(deps.s3, work(WORK_NAMES.original), local.path, "application/octet-stream"),
    putFile(deps.s3, work(WORK_NAMES.rows), unsentLines.path, NDJSON),
    putFile(deps.s3, { bucket: deps.filesBucket, key: `${file.resultsPrefix}issues.ndjson` }, issueLines.path, NDJSON),
    putObject(deps.s3, work(WORK_NAMES.summary), JSON.stringify(summary), "application/json"),
  ]);
  return summary;
}

function summaryOf(
  totals: PlanTotals,
  issues: IssueCollector,
  reading: Pick<IntakeSummary, "format" | "rowsTotal" | "ordersTotal">,
): IntakeSummary {
  const { format, rowsTotal, ordersTotal } = reading;
  return {
    ...totals,
    ...{ format, rowsTotal, ordersTotal },
    issueTotals: issues.totals,
    issuesByCode: issues.byCode,
    issues: issues.first,
  };
}

/** Claims, writes and records the orders that go. */
class OrderRecorder implements Disposable {
  readonly earlier: TableEarlierOrders;
  readonly #deps: IntakeDeps;
  readonly #file: FileRecord;
  readonly #workPrefix: string;
  readonly #writer: OrderWriter;
  readonly #messages = new SpoolFile("messages.ndjson");
  #markers: (Key & Record<string, unknown>)[] = [];

  constructor(deps: IntakeDeps, file: FileRecord, workPrefix: string) {
    const { fileId, distributor, policy } = file;
    this.#deps = deps;
    this.#file = file;
    this.#workPrefix = workPrefix;
    this.earlier = new TableEarlierOrders(deps.table, distributor, fileId);
    const { s3, workBucket: bucket } = deps;
    this.#writer = new OrderWriter({ s3, bucket, prefix: workPrefix, fileId, distributor, policy });
  }

  async send({ order, plan }: PlannedOrder): Promise<boolean> {
    const { head, orderRef } = order;
    const claim = head === undefined ? undefined : await this.earlier.claim(orderRef);
    if (claim === undefined || head === undefined) return false;
    const message = await this.#writer.write(claim, head, plan.send);
    await this.earlier.record({ orderRef, orderId: claim.orderId }, plan.send);
    this.#messages.append(`${JSON.stringify(message)}\n`);
    await this.#mark(message);
    return true;
  }

  async #mark(message: OrderMessage): Promise<void> {
    const markedAt = this.#deps.clock.now().toISOString();
    this.#markers.push({ ...keys.openOrder(this.#file.fileId, message.orderId), message, markedAt });
    if (this.#markers.length >= MARKERS_AT_ONCE) await this.#putMarkers();
  }

  async #putMarkers(): Promise<void> {
    await this.#deps.table.putMany(this.#markers);
    this.#markers = [];
  }

  async finish(): Promise<void> {
    await this.#writer.flush();
    await this.#putMarkers();
    this.#messages.flush();
    const place = { bucket: this.#deps.workBucket, key: this.#workPrefix + WORK_NAMES.messages };
    await putFile(this.#deps.s3, place, this.#messages.path, "application/x-ndjson");
  }

  [Symbol.dispose](): void {
    this.#messages[Symbol.dispose]();
  }
}
