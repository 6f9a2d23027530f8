// Deliberate bugs, each a small lie between the system and its world, of the kind that a careless change would bring. The
// simulation must find each of them (`npm run simulate:mutations`); the system without them must pass.
import { gunzipSync } from "node:zlib";
import type { HttpExchange, HttpOutcome, HttpRequest } from "../../adapters/apex/http-exchange.ts";
import { keys } from "../../contracts/records.ts";
import { pauseKeys } from "../../contracts/pauses.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Item, Key, Table, Update } from "../../adapters/aws/table.ts";
import { FILE_MUTATIONS } from "./file-mutations.ts";
import { type Mutation, NO_MUTATION } from "./mutation.ts";
import { FORGERS_SECRET } from "./partner.ts";
import { tableWith } from "./table-with.ts";

const isCall = ({ sk }: Key): boolean => sk.startsWith("CALL#");
/** Records of calls that share an item: each a whole one when it is new. */
const isCallGroup = ({ sk }: Key): boolean => sk.startsWith("CALLS#");
const newRecords = ({ set = {} }: Update): [string, Item][] =>
  Object.entries(set).flatMap(([name, value]) =>
    /^s\d+$/.test(name) ? [[name, value as Item] as [string, Item]] : [],
  );
const withRecords = (update: Update, change: (record: Item) => Item): Update => ({
  ...update,
  set: { ...update.set, ...Object.fromEntries(newRecords(update).map(([name, record]) => [name, change(record)])) },
});

const withoutCondition = ({ when: _when, ...rest }: Update): Update => rest;
const response = (body: unknown, status = 200): HttpOutcome => ({
  ...{ kind: "response", status, body: JSON.stringify(body) },
});
const isUnheard = (outcome: HttpOutcome): boolean =>
  outcome.kind === "cut" || (outcome.kind === "response" && outcome.status >= 500);
const isCreate = ({ method, url }: HttpRequest): boolean =>
  method === "POST" && /opportunity-quote|site-apex|order-apex|newBilling|contract-apex|creditCheck/.test(url.pathname);

const withoutLines = (set: Item): Item =>
  Object.fromEntries(Object.entries(set).filter(([name]) => !/^(line|told)#/.test(name)));

/** An update of some items whose condition is forgotten. */
function forgetsCondition(name: string, concerns: (key: Key, update: Update) => boolean): Mutation {
  const table = (plain: Table): Table =>
    tableWith(plain, {
      update: (key, update) => plain.update(key, concerns(key, update) ? withoutCondition(update) : update),
    });
  return { name, table };
}

/** A write of some items that is answered and never made. */
function losesWrites(name: string, concerns: (key: Key) => boolean): Mutation {
  const table = (plain: Table): Table =>
    tableWith(plain, {
      put: (item, options) => (concerns(item) ? plain.get(item).then(() => true) : plain.put(item, options)),
      putMany: (items) => plain.putMany(items.filter((item) => !concerns(item))),
    });
  return { name, table };
}

const MUTATIONS_OF_RECORDS: readonly Mutation[] = [
  {
    name: "intent-without-condition",
    table: (table) =>
      tableWith(table, {
        put: (item, options) => table.put(item, isCall(item) ? {} : options),
        update: (key, update) =>
          table.update(key, isCallGroup(key) && newRecords(update).length > 0 ? withoutCondition(update) : update),
      }),
  },
  {
    name: "intent-not-kept",
    table: (table) =>
      tableWith(table, {
        put: async (item: Key & Item, options) =>
          isCall(item) && item["state"] === "intent"
            ? (await table.get(item))?.["state"] !== "confirmed"
            : await table.put(item, options),
        update: async (key, update) => {
          const fresh = isCallGroup(key) ? newRecords(update).filter(([, { st }]) => st === "intent") : [];
          if (fresh.length === 0) return await table.update(key, update);
          const there = (await table.get(key)) ?? { ...key };
          const isKnown = fresh.some(([name]) => (there[name] as Item | undefined)?.["st"] === "confirmed");
          return isKnown ? undefined : { ...there, ...Object.fromEntries(fresh) };
        },
      }),
  },
  // A second order with a quote that another has goes on.
  forgetsCondition("quote-shared", ({ pk }) => pk.startsWith("PARTNERQUOTE#")),
  forgetsCondition("chunk-counted-twice", (_key, { add }) =>
    Object.keys(add ?? {}).some((name) => name.startsWith("progress")),
  ),
  {
    name: "order-claimed-twice",
    table: (table) =>
      tableWith(table, {
        put: (item, options) => table.put(item, item.sk.startsWith("ORDERREF#") ? {} : options),
        update: (key, update) => table.update(key, key.sk.startsWith("ORDERREF#") ? withoutCondition(update) : update),
      }),
  },
  // What another has changed meanwhile is written over.
  forgetsCondition("sites-overwritten", ({ sk }) => sk.startsWith("SITES#")),
  {
    // The line of the timeline in a write of its own, which is forgotten where its writer dies: here always.
    name: "transition-untold",
    table: (table) =>
      tableWith(table, {
        update: (key, update) => table.update(key, { ...update, set: withoutLines(update.set ?? {}) }),
      }),
  },
  {
    // Each of two twins goes on.
    name: "twins-go-on",
    table: (table) =>
      tableWith(table, {
        get: async (key) => (key.sk.startsWith("CHAIN#") ? undefined : await table.get(key)),
        put: async (item, options) => (item.sk.startsWith("CHAIN#") ? true : await table.put(item, options)),
      }),
  },
  losesWrites("wait-row-lost", ({ sk }) => sk === "WAIT"),
  losesWrites("inbox-not-kept", ({ sk }) => sk.startsWith("INBOX#")),
  // Nobody tells of results whose teller has died.
  losesWrites("results-note-lost", ({ pk }) => pk === keys.untold.pk),
  // Nobody hears of a record that cannot be read.
  losesWrites("break-lost", ({ pk }) => pk === keys.openBreaks.pk),
  losesWrites("open-marker-lost", ({ sk }) => sk.startsWith("OPEN#")),
  losesWrites("sent-sites-forgotten", ({ sk }) => sk.startsWith("SITEREF#")),
];

/** Confirmed before the partner has heard of it: what a handler would write that trusts its call. */
const confirmed = (record: Item): Item => ({
  ...record,
  st: "confirmed",
  said: { status: "success", message: "order submitted and sent to serviceNow" },
});
/** The attribute of an expired lease has a shorter name in a group. */
const over = (key: Key, update: Update): Update => {
  if (isCall(key)) return { ...update, set: { ...update.set, leaseUntil: 0 } };
  if (!isCallGroup(key)) return update;
  const renewed = Object.keys(update.set ?? {}).filter((name) => name.endsWith(".lease"));
  const set = { ...update.set, ...Object.fromEntries(renewed.map((name) => [name, 0])) };
  return withRecords({ ...update, set }, (record) => ({ ...record, lease: 0 }));
};
/** Answers go into their calls' records as they came, whatever DynamoDB takes. */
function rawAnswers(table: Table): Pick<Table, "put" | "update"> {
  const parts = new Map<string, unknown>();
  const raw = ({ pk, sk }: Key): unknown => {
    const packed = String(parts.get(`${pk} ${sk.replace(/^CALL#/, "CALLPART#")}#0`));
    return JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString("utf8"));
  };
  return {
    put: (item, options) => {
      if (!item.sk.startsWith("CALLPART#")) return table.put(item, options);
      parts.set(`${item.pk} ${item.sk}`, (item as Item)["part"]);
      return table.put(item, options);
    },
    update: (key, update) => {
      const { responseParts, ...set } = update.set ?? {};
      return table.update(key, responseParts === 1 ? { ...update, set: { ...set, response: raw(key) } } : update);
    },
  };
}
const isHandoff = ({ sk }: Key): boolean => sk.startsWith("CALLS#handoff#handOff#");

const MUTATIONS_OF_CALLS: readonly Mutation[] = [
  {
    name: "confirmed-before-the-call",
    table: (table) =>
      tableWith(table, {
        update: (key, update) => table.update(key, isHandoff(key) ? withRecords(update, confirmed) : update),
      }),
  },
  {
    name: "lease-ignored",
    table: (table) =>
      tableWith(table, {
        put: (item, options) => table.put(isCall(item) ? { ...item, leaseUntil: 0 } : item, options),
        update: (key, update) => table.update(key, over(key, update)),
      }),
  },
  {
    name: "create-sent-again",
    exchange: (exchange: HttpExchange) => async (request) => {
      const first = await exchange(request);
      return isCreate(request) && isUnheard(first) ? exchange(request) : first;
    },
  },
  {
    name: "unheard-handoff-taken-for-success",
    exchange: (exchange) => async (request) => {
      const outcome = await exchange(request);
      const handsOff = request.url.pathname.endsWith("/order-apex") && request.body?.includes("subOrderId") === true;
      const acknowledged = { status: "success", message: "order submitted and sent to serviceNow" };
      return handsOff && isUnheard(outcome) ? response(acknowledged) : outcome;
    },
  },
  { name: "answer-stored-raw", table: (table) => tableWith(table, rawAnswers(table)) },
  {
    name: "look-up-finds-nothing",
    exchange: (exchange) => async (request) => {
      const outcome = await exchange(request);
      return request.url.pathname.includes("/transactions/") ? response({}, 404) : outcome;
    },
  },
];

const MUTATIONS_OF_EXECUTIONS: readonly Mutation[] = [
  {
    // The message is taken, so its task must be done: the token is completed at once, and again at the end.
    name: "token-completed-twice",
    tokens: (tokens) => ({
      heartbeat: (token) => tokens.succeed(token, { verdict: "proceed" }),
      succeed: (token, output) => tokens.succeed(token, output),
      fail: (token, error, cause) => tokens.fail(token, error, cause),
    }),
  },
  {
    name: "dead-letter-skipped",
    tokens: (tokens, functionName) => ({
      heartbeat: (token) =>
        functionName === "dead-letters" ? Promise.resolve("gone" as const) : tokens.heartbeat(token),
      succeed: (token, output) => tokens.succeed(token, output),
      fail: (token, error, cause) => tokens.fail(token, error, cause),
    }),
  },
  {
    name: "pause-not-seen",
    // Stages only: operators and the sync see what they have written.
    table: (table, name) =>
      STAGES.some((stage) => stage === name)
        ? tableWith(table, { query: (pk, options) => table.query(pk === pauseKeys.all ? "" : pk, options) })
        : table,
  },
  {
    name: "held-goes-on",
    tokens: (tokens) => ({
      heartbeat: (token) => tokens.heartbeat(token),
      succeed: (token, output) => tokens.succeed(token, output),
      fail: (token) => tokens.succeed(token, { verdict: "proceed" }),
    }),
  },
  { name: "forged-signature-accepted", webhookSecret: (secret) => `${secret} ${FORGERS_SECRET}` },
];

export const MUTATIONS: readonly Mutation[] = [
  ...MUTATIONS_OF_RECORDS,
  ...MUTATIONS_OF_CALLS,
  ...MUTATIONS_OF_EXECUTIONS,
  ...FILE_MUTATIONS,
];

export function mutationNamed(name: string): Mutation {
  const found = [NO_MUTATION, ...MUTATIONS].find((mutation) => mutation.name === name);
  if (found === undefined) throw new Error(`no mutation ${name}`);
  return found;
}
