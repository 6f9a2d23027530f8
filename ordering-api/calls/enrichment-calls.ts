// Enrichment of a sub-order: installation and shipping overwrite, a port is reserved once, every billing call makes one
// more account, as at AT&T (ordering-api.md §4).
import { takeEffect } from "../effects.ts";
import { newSerial, idOf } from "../ids.ts";
import { conflict, refuseIfAny } from "../refusal.ts";
import { installationFaults, portFaults } from "../rules/enrichment-rules.ts";
import { isRefused, type RefusableCall } from "../rules/forced-outcomes.ts";
import type { SubOrder } from "../records.ts";
import { type Call, type CallContext, untilSaved } from "./call-context.ts";
import { itemsOf } from "./order-calls.ts";
import { findOpenSubOrder, findSubOrder, type FoundSubOrder } from "./sub-order-record.ts";

export const saveInstallationShipping: Call<"saveInstallationShipping"> = (request, context) =>
  untilSaved(async () => {
    const subOrder = await findOpenSubOrder(context, request.subOrderId, request.orderId);
    refuseIfAny(installationFaults(request));
    refuseIfForced("install", subOrder, [request.premiseNotes ?? "", request.contacts.shipping.notes ?? ""]);
    const installation = { startDate: request.customerRequestedStartDate, dueDate: request.customerRequestedDueDate };
    return save(context, subOrder, {
      call: "saveInstallationShipping",
      change: { installation },
      answer: {
        orderId: subOrder.value.orderId,
        subOrderId: subOrder.value.subOrderId,
        status: "Success",
        statusMessage: "Installation and shipping details are saved",
      },
    });
  });

export const reservePort: Call<"reservePort"> = (request, context) =>
  untilSaved(async () => {
    const subOrder = await findOpenSubOrder(context, request.subOrderId);
    refuseIfAny(portFaults(request));
    refuseIfForced("port", subOrder, [request.Room, request.Floor, request.Notes]);
    const port = { floor: request.Floor, room: request.Room };
    const reserved = subOrder.value.port;
    if (reserved !== undefined && (reserved.floor !== port.floor || reserved.room !== port.room)) {
      throw conflict("subOrderId", "The port is reserved already, at another floor or room.");
    }
    return save(context, subOrder, {
      call: "reservePort",
      change: { port },
      answer: {
        orderId: subOrder.value.orderId,
        status: "Success",
        statusMessage: "Floor & Room info is saved",
        subOrderId: subOrder.value.subOrderId,
      },
    });
  });

export const createBilling: Call<"createBilling"> = (request, context) =>
  untilSaved(async () => {
    const subOrder = await findOpenSubOrder(context, request.subOrderId, request.orderId);
    refuseIfForced("billing", subOrder, [request.description]);
    const billingAccountId = idOf("account", newSerial(context.random), 0);
    const billingAccountIds = [...subOrder.value.billingAccountIds, billingAccountId];
    return save(context, subOrder, {
      call: "createBilling",
      change: { billingAccountIds },
      answer: {
        billingAccountId,
        orderId: subOrder.value.orderId,
        status: "Billing Account created successfully",
        subOrderId: subOrder.value.subOrderId,
      },
    });
  });

/** S: these keys and no status. Which enrichments are there, AT&T's answer does not say; ours neither. */
export const getEnrichmentStatus: Call<"getEnrichmentStatus"> = async (request, context) => {
  const { value, serial, number } = await findSubOrder(context, request["subOrderId"] ?? "");
  return itemsOf(serial, number).map(({ orderItemId, orderItemType }) => ({
    Id: orderItemId,
    CreatedDate: value.createdAt.replace("Z", "+0000"),
    Product2: { Name: orderItemType },
    "Product2.Name": orderItemType,
    "Port Speed": orderItemType === "Port" ? value.portSpeed : "",
  }));
};

function refuseIfForced(call: RefusableCall, subOrder: FoundSubOrder, texts: readonly string[]): void {
  if (isRefused(call, [subOrder.value.names, ...texts].join(" "))) {
    throw conflict("subOrderId", "The enrichment was refused (forced by a name).");
  }
}

function save<R>(
  context: CallContext,
  subOrder: FoundSubOrder,
  done: { readonly call: string; readonly change: Partial<SubOrder>; readonly answer: R },
): Promise<R | undefined> {
  return takeEffect(context, {
    key: subOrder.key,
    value: { ...subOrder.value, ...done.change },
    ifVersion: subOrder.version,
    proof: { kind: "subOrder", id: subOrder.value.subOrderId },
    about: subOrder.about(done.call),
    answer: done.answer,
  });
}
