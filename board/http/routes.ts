// What the board answers below /api: reads with GET, changes with POST. Each change is what a person pressed a button for.
import * as z from "zod";
import { PolicySchema } from "../../contracts/outcomes.ts";
import { keys, OrderRecordSchema } from "../../contracts/records.ts";
import { type BoardWorld, BoardRefusal } from "../board-world.ts";
import { planDraft } from "../drafts/draft-plan.ts";
import { ordersOnBoard } from "../live/batch-on-board.ts";
import type { Sent } from "../wire.ts";
import { type Answer, json, readJsonBody } from "./answers.ts";
import { PAUSE_ROUTES } from "./pause-routes.ts";
import { RESULT_FILES } from "./result-tickets.ts";
import { type Call, offered, type Route, type RouteMeans } from "./route.ts";

/** A person reads no more; `status --json` has all. */
const ORDERS_MAX = 5000;
const policy = PolicySchema.optional();
const distributor = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const lookShape = { distributor, policy, sheet: z.string().optional() };
const LookSchema = z.object(lookShape);
const DroppedSchema = z.object({ name: z.string().min(1), ...lookShape });
const EditSchema = z.object({ at: z.int().min(-1), cell: z.int().nonnegative(), text: z.string() });
const CheckSchema = z.object({ ...lookShape, edits: z.array(EditSchema) });
const SendSchema = z.object({ policy, sheet: z.string().optional() });
const OpenSchema = z.object({ batchId: z.string(), file: z.enum(RESULT_FILES) });
const OrderSchema = z.object({ orderId: z.string().min(1) });
const SilentSchema = z.object({ silent: z.boolean() });
const DecideSchema = z.object({
  orderId: z.string().min(1),
  decision: z.enum(["approve", "decline", "sign", "declineSignature"]),
});

/** By method and the first part of the path. */
export const ROUTES: Readonly<Record<string, Route>> = {
  "GET welcome": ({ welcome }) => Promise.resolve(json(welcome)),
  "GET show": async ({ world }, { query }) => json(await world.show(query.get("ref") ?? "")),
  "GET dashboard": ({ world }) => Promise.resolve(json(offered(world.measured).dashboard())),
  "GET orders": ({ feed }, { query }) => {
    const batch = feed.reader.lastOf(query.get("batch") ?? "");
    return Promise.resolve(json({ orders: batch === undefined ? [] : ordersOnBoard(batch, ORDERS_MAX) }));
  },
  "POST open": async ({ feed, tickets }, { request }) => {
    const { batchId, file } = await readJsonBody(request, OpenSchema);
    const batch = feed.reader.lastOf(batchId);
    if (batch === undefined) throw new BoardRefusal("There is no such batch.", 404);
    return json({ path: tickets.issue(batch.file.resultsPrefix, file) });
  },
  "POST drafts": dropped,
  "POST look": async ({ drafts }, { request, rest: [id = ""] }) =>
    json(await drafts.look(id, await readJsonBody(request, LookSchema))),
  "POST check": async ({ drafts }, { request, rest: [id = ""] }) =>
    json(await drafts.check(id, await readJsonBody(request, CheckSchema))),
  "POST plan": async ({ world, drafts }, { request, rest: [id = ""] }) => {
    const asked = await readJsonBody(request, SendSchema);
    return json(await planDraft({ ...(await drafts.file(id, asked.sheet)), policy: asked.policy }, world.bulk));
  },
  "POST send": send,
  "POST redrive": async ({ world }, { request }) => {
    const { orderId } = await readJsonBody(request, OrderSchema);
    return json({ said: await offered(world.act).redrive(orderId) });
  },
  "POST cancel": async ({ world }, { request }) => {
    const { orderId } = await readJsonBody(request, OrderSchema);
    return json({ said: await offered(world.act).cancel(orderId) });
  },
  ...PAUSE_ROUTES,
  "POST silence": async ({ world }, { request }) => {
    await offered(world.partner).setSilent((await readJsonBody(request, SilentSchema)).silent);
    return json({});
  },
  "POST decide": async ({ world }, { request }) => {
    const { orderId, decision } = await readJsonBody(request, DecideSchema);
    await offered(world.partner).decide(await quoteOf(world, orderId), decision);
    return json({});
  },
};

async function quoteOf({ bulk }: BoardWorld, orderId: string): Promise<string> {
  const item = await bulk.table.get(keys.order(orderId));
  const quoteId = item === undefined ? undefined : OrderRecordSchema.parse(item).quoteId;
  if (quoteId === undefined) throw new BoardRefusal("The order has no quote yet.", 409);
  return quoteId;
}

async function dropped({ drafts }: RouteMeans, { request, query }: Call): Promise<Answer> {
  const asked = DroppedSchema.safeParse(Object.fromEntries(query));
  if (!asked.success) throw new BoardRefusal("A file needs its name and its distributor.");
  const { name, ...options } = asked.data;
  return json(await drafts.add(request, name, options));
}

async function send({ world, drafts }: RouteMeans, { request, rest: [id = ""] }: Call): Promise<Answer> {
  const { drop, source } = world;
  if (drop === undefined) throw new BoardRefusal(source.cannotSend ?? "Files cannot be sent from here.", 403);
  const asked = await readJsonBody(request, SendSchema);
  const file = await drafts.file(id, asked.sheet);
  const batchId = await drop(file, { distributor: file.distributor, policy: asked.policy, sheet: file.sheet });
  return json({ batchId, name: file.name } satisfies Sent);
}
