// Which route of an HTTP API answers a request: the most specific path first, then the method, then `ANY`, then `$default`.
import type { JwtAuthorizer } from "./jwt-authorizer.ts";

export interface Route {
  /** `POST /a/{b}`, `ANY /{proxy+}` or `$default`. */
  readonly key: string;
  readonly functionArn: string;
  /** Absent: anybody may. */
  readonly guard?: RouteGuard | undefined;
}

export interface RouteGuard {
  readonly authorizer: JwtAuthorizer;
  readonly scopes: readonly string[];
}

export interface MatchedRoute {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Compiled {
  readonly route: Route;
  readonly method: string;
  readonly expression: RegExp;
  readonly names: readonly string[];
  /** Greater is more specific. */
  readonly rank: number;
}

export function compileRoutes(routes: readonly Route[]): (method: string, path: string) => MatchedRoute | undefined {
  const compiled = routes.map(compile).sort((a, b) => b.rank - a.rank);
  return (method, path) => {
    for (const { route, method: wanted, expression, names } of compiled) {
      if (wanted !== "ANY" && wanted !== method) continue;
      const match = expression.exec(path);
      if (match === null) continue;
      const values = names.map((name, index): [string, string] => [name, decode(match[index + 1] ?? "")]);
      return { route, pathParameters: Object.fromEntries(values) };
    }
    return undefined;
  };
}

function compile(route: Route): Compiled {
  if (route.key === "$default") return { route, method: "ANY", expression: /^/, names: [], rank: -1 };
  const [method = "", path = ""] = route.key.split(" ");
  const names: string[] = [];
  let rank = method === "ANY" ? 0 : 1;
  const source = path.split("/").map((segment) => {
    const parameter = /^\{(\w+)(\+?)\}$/.exec(segment);
    if (parameter === null) {
      rank += 100;
      return segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    }
    names.push(parameter[1] ?? "");
    rank += parameter[2] === "+" ? 2 : 10;
    return parameter[2] === "+" ? "(.+)" : "([^/]+)";
  });
  return { route, method, expression: new RegExp(`^${source.join("/")}$`), names, rank };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
