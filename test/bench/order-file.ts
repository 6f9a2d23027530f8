// A bulk file for benches: as many orders and sites as asked, every row good, every site at an address of its own.
import { csvOf, rowsOf } from "../e2e/hand-written-file.ts";

export function orderFile(orderCount: number, sitesPerOrder: number): string {
  const orders = Array.from({ length: orderCount }, (_, order) =>
    rowsOf(`PO-${String(order + 1)}`, `Company ${String(order + 1)} LLC`, sitesPerOrder).map((row, site) => ({
      ...row,
      site_street: `${String(100 + order * sitesPerOrder + site)} Main St`,
    })),
  );
  return csvOf(orders.flat());
}
