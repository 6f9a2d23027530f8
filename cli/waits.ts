// Who waits for what, since when and until when, and what ends soon.
import { AWAITED_WORDS } from "../domain/orders/awaited-words.ts";
import { LEASE_DAYS, LEASE_WARNING_DAYS, LEASE_WORDS } from "../domain/orders/leases.ts";
import { listWaits, type OrderLease, type OrderWait } from "../pipeline/operators/list-waits.ts";
import type { CommandCall } from "./command-call.ts";
import type { Paint } from "./paint.ts";
import { withReadSession } from "./read-session.ts";
import { leaseDaysFromEnvironment } from "./settings-from-environment.ts";
import { ageText, ageTo, instantText } from "./shown-values.ts";
import { table } from "./table.ts";
import { EXIT } from "./usage-error.ts";

export async function waits({ values, terminal }: CommandCall): Promise<number> {
  const now = new Date();
  const leaseDays = { ...LEASE_DAYS, ...leaseDaysFromEnvironment() };
  const found = await withReadSession(values, async ({ deps: { files, lookup, pauses, trouble } }) =>
    listWaits({
      ...{ files, lookup, now, leaseDays, pauses: await pauses.all(), trouble: await trouble() },
      onUnreadable: (name) => {
        terminal.note(`${name} cannot be read by this version and is left out.`);
      },
    }),
  );
  if (values["json"] === true) terminal.json(found);
  else
    terminal.answer(...waitLines(found.waits, now, terminal.paint), ...leaseLines(found.leases, now, terminal.paint));
  return EXIT.everyRowWentThrough;
}

function waitLines(found: readonly OrderWait[], now: Date, paint: Paint): string[] {
  if (found.length === 0) return ["No order waits."];
  const rows = found.map(({ orderRef, orderId, stage, what, who, since, until, sites }) => [
    orderRef,
    String(sites),
    stage,
    AWAITED_WORDS[what],
    who,
    ageText(since, now),
    until === null ? "somebody acts" : instantText(until),
    orderId,
  ]);
  return table(rows, {
    head: ["order_ref", "sites", "stage", "waits for", "by", "for", "until", "order"],
    right: [1],
    indent: 0,
    paint,
  });
}

function leaseLines(found: readonly OrderLease[], now: Date, paint: Paint): string[] {
  if (found.length === 0) return [];
  const rows = found.map(({ orderRef, lease, expires, orderId }) => [
    orderRef,
    LEASE_WORDS[lease],
    instantText(expires),
    Date.parse(expires) < now.getTime() ? paint("red", "over") : paint("yellow", `in ${ageTo(expires, now)}`),
    orderId,
  ]);
  return [
    "",
    `Expires within ${String(LEASE_WARNING_DAYS)} days:`,
    ...table(rows, { head: ["order_ref", "what", "when", "", "order"], indent: 0, paint }),
  ];
}
