// What enrichment and handoff demand of a sub-order: dates in the form that AT&T prints, a floor and a room, and at
// handoff everything that is reviewed there (docs/apex-api.md §3 rules 7 and 9).
import type { RequestOf } from "../../contracts/apex/calls.ts";
import type { SubOrder } from "../records.ts";
import { type ApiError, apiError } from "../refusal.ts";
import { millisOf } from "./calendar.ts";

/** `2024-01-16T20:00:00.000+0000`: the offset has no colon (S). */
const APEX_INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3})([+-]\d{2})(\d{2})$/;

export function instantOf(text: string): number | undefined {
  const [, local, hours, minutes] = APEX_INSTANT.exec(text) ?? [];
  if (local === undefined || hours === undefined || minutes === undefined) return undefined;
  return millisOf(`${local}${hours}:${minutes}`);
}

export function installationFaults(request: RequestOf<"saveInstallationShipping">): readonly ApiError[] {
  const start = instantOf(request.customerRequestedStartDate);
  const due = instantOf(request.customerRequestedDueDate);
  const form = "Not of the form 2024-01-16T20:00:00.000+0000.";
  return [
    ...(start === undefined ? [apiError("invalidFormat", "customerRequestedStartDate", form)] : []),
    ...(due === undefined ? [apiError("invalidFormat", "customerRequestedDueDate", form)] : []),
    ...(start !== undefined && due !== undefined && due < start
      ? [apiError("invalidValue", "customerRequestedDueDate", "The due date is before the start date.")]
      : []),
  ];
}

/** S: floor and room are required; blanks are no floor. */
export function portFaults(request: RequestOf<"reservePort">): readonly ApiError[] {
  return (["Floor", "Room"] as const)
    .filter((name) => request[name].trim() === "")
    .map((name) => apiError("missingProperty", name, `${name} is blank.`));
}

/** Everything that handoff misses, not only the first. */
export function handOffFaults(
  subOrder: SubOrder,
  beside: { readonly hasParentOrder: boolean; readonly hasCustomer: boolean },
): readonly ApiError[] {
  const missing: [boolean, string, string][] = [
    [!beside.hasParentOrder, "orderId", "The parent order is missing."],
    [subOrder.installation === undefined, "installation", "Installation and shipping are missing."],
    [subOrder.port === undefined, "portReservation", "The port is not reserved."],
    [subOrder.billing.length === 0, "billing", "There is no billing account."],
    [!beside.hasCustomer, "endCustomer", "No end customer is assigned to the site."],
  ];
  return missing
    .filter(([isMissing]) => isMissing)
    .map(([, path, message]) => apiError("missingProperty", path, message));
}
