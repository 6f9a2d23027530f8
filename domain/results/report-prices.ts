// What AT&T quoted, for the file and by order: per month and once. Orders without a price are not listed as zero.
import { dollars, escaped, plural, section } from "./report-markup.ts";
import type { Report } from "./report.ts";
import { plainWords } from "./report-words.ts";

export function pricesHtml({ prices }: Report): string {
  const { total, listed, priced } = prices;
  if (total === undefined) return "";
  const lines = listed
    .filter(({ price }) => price !== undefined)
    .map(
      ({ orderRef, status, sites, price }) =>
        `<tr><td data-label="Order"><a href="#sites" class="order" data-order="${escaped(orderRef)}">${escaped(orderRef)}</a></td><td data-label="Status">${escaped(plainWords(status))}</td><td class="number" data-label="Sites">${escaped(sites)}</td><td class="number" data-label="Per month">${dollars(price?.recurring ?? 0)}</td><td class="number" data-label="One time">${dollars(price?.oneTime ?? 0)}</td></tr>`,
    );
  return section(
    "prices",
    "Prices quoted",
    `<p><b>${dollars(total.recurring)}</b> per month and <b>${dollars(total.oneTime)}</b> one time, for ${plural(priced, "site")}. As quoted by AT&amp;T, in US dollars.</p>
<details${lines.length <= 12 ? " open" : ""}><summary>${plural(lines.length, "order")} with a price</summary><table class="cards"><thead><tr><th scope="col">Order</th><th scope="col">Status</th><th scope="col">Sites</th><th scope="col">Per month</th><th scope="col">One time</th></tr></thead><tbody>${lines.join("")}</tbody></table></details>`,
  );
}
