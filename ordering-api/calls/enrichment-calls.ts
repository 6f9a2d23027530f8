// Enrichment of a sub-order: installation and shipping overwrite, a port is reserved once, every billing call makes one
// more account, as at AT&T (docs/apex-api.md §4).
import { takeEffect } from "../effects.ts";
import { newSerial, idOf } from "../ids.ts";
import { conflict, refuseIfAny } from "../refusal.ts";
import { installationFaults, portFaults } from "../rules/enrichment-rules.ts";
import { isRefused, type RefusableCall } from "../rules/forced-outcomes.ts";
import { keys, type SubOrder } from "../records.ts";
import { type Call, type CallContext, untilSaved } from "./call-context.ts";
import { itemsOf } from "./order-calls.ts";
import { findOpenSubOrder, findSubOrder, type FoundSubOrder } from "./sub-order-record.ts";

export const saveInstallationShipping: Call<"saveInstallationShipping"> = (request, context) =>
  untilSaved(async () => {
    const subOrder = await findOpenSubOrder(context, request.subOrderId, request.orderId);
    refuseIfAny(installationFaults(request));
    refuseIfForced("install", subOrder, [request.premiseNotes ?? "", request.contacts.shipping.notes ?? ""]);
    const { orderId: _order, subOrderId: _subOrder, ...installation } = request;
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
    const { subOrderId: _subOrder, ...port } = request;
    const reserved = subOrder.value.port;
    if (reserved !== undefined && (reserved.Floor !== port.Floor || reserved.Room !== port.Room)) {
      throw conflict("subOrderId", "The port is reserved already, at another floor or room.");
    }
    if (reserved === undefined && !(await holdPort(context, subOrder))) return undefined;
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
    const { orderId: _order, subOrderId: _subOrder, ...details } = request;
    const billing = [...subOrder.value.billing, { billingAccountId, ...details }];
    return save(context, subOrder, {
      call: "createBilling",
      change: { billing },
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

/** A site's port belongs to one sub-order until that is cancelled. False: another call came between, try again. */
async function holdPort(context: CallContext, subOrder: FoundSubOrder): Promise<boolean> {
  const { store } = context;
  const { subOrderId, siteIndex } = subOrder.value;
  const key = keys.portHold(subOrder.quoteSerial, siteIndex);
  if (await store.save(key, { subOrderId }, 0)) return true;
  const hold = await store.get(key);
  if (hold === undefined) return false;
  if (hold.value.subOrderId === subOrderId) return true;
  const holder = await findSubOrder(context, hold.value.subOrderId);
  if (holder.value.cancelledAt === undefined) {
    throw conflict("subOrderId", "The port of this site is reserved by another sub-order.");
  }
  return store.save(key, { subOrderId }, hold.version);
}

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
