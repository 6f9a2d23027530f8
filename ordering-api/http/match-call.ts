// Which call a request is: by method and path, and where two calls share both (`POST /order-apex`), by the body alone. A
// body that belongs to both or to neither is refused, so that a handoff can never make an order nor the reverse.
import { apiError, Refused } from "../refusal.ts";
import { SERVED_CALL_NAMES, SERVED_CALLS, type ServedCallName } from "../served-calls.ts";

/** docs/apex-api.md §1: ours listens here. */
export const BASE_PATH = "/api/v1";
/** Below it, in test mode. */
export const LEDGER_PATH = "/ledger";
/** Below it, in test mode, where decisions can be made by hand. */
export const SANDBOX_PATHS = { state: "/sandbox", decide: "/sandbox/decide" } as const;

interface Route {
  readonly name: ServedCallName;
  readonly method: string;
  readonly segments: readonly string[];
}
const ROUTES: readonly Route[] = SERVED_CALL_NAMES.map((name) => ({
  name,
  method: SERVED_CALLS[name].method,
  segments: SERVED_CALLS[name].path.split("/"),
}));

/** Most paths have no parameter and are found at once. */
const ROUTES_BY_PATH = Map.groupBy(ROUTES, ({ segments }) => segments.join("/"));

export interface Match {
  readonly names: readonly ServedCallName[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** Throws 404 for an unknown path, 405 for a known one with another method. */
export function matchRoute(method: string, path: string): Match {
  const there = routesAt(path);
  if (there.length === 0) throw new Refused(404, [apiError("referenceNotFound", "", "No such path.")]);
  const matches = there.filter(({ route }) => route.method === method);
  if (matches.length === 0) {
    const allow = [...new Set(there.map(({ route }) => route.method))].join(", ");
    throw new Refused(405, [apiError("invalidValue", "", `The method is ${allow}.`)], { allow });
  }
  return { names: matches.map(({ route }) => route.name), parameters: matches[0]?.parameters ?? {} };
}

function routesAt(path: string): readonly { readonly route: Route; readonly parameters: Record<string, string> }[] {
  if (!path.startsWith(`${BASE_PATH}/`)) return [];
  const plain = ROUTES_BY_PATH.get(path.slice(BASE_PATH.length));
  if (plain !== undefined) return plain.map((route) => ({ route, parameters: {} }));
  const segments = path.slice(BASE_PATH.length).split("/");
  return ROUTES.flatMap((route) => {
    const parameters = matchSegments(route.segments, segments);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [n, part] of pattern.entries()) {
    const segment = segments[n] ?? "";
    if (part.startsWith("{")) parameters[part.slice(1, -1)] = decoded(segment);
    else if (part !== segment) return undefined;
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A malformed escape names nothing that exists; the call answers 404 for it.
    return segment;
  }
}

const HANDOFF_KEYS = ["orderId", "subOrderId"];
const CREATE_KEYS = ["quoteId", "checkT&C", "contacts"];

export function chooseCall(names: readonly ServedCallName[], body: unknown): ServedCallName {
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  const keys = typeof body === "object" && body !== null ? Object.keys(body) : [];
  const handsOff = keys.some((key) => HANDOFF_KEYS.includes(key));
  const creates = keys.some((key) => CREATE_KEYS.includes(key));
  if (handsOff && creates) {
    const mixed = keys.filter((key) => CREATE_KEYS.includes(key));
    throw new Refused(
      400,
      mixed.map((key) => apiError("unexpectedProperty", key, "A body creates an order or hands one off, never both.")),
    );
  }
  if (!handsOff && !creates) {
    throw new Refused(400, [
      apiError("missingProperty", "quoteId", "Neither an order to create nor a sub-order to hand off."),
    ]);
  }
  return handsOff ? "handOff" : "createOrder";
}
