// Which view the address names: `#/live`, `#/send`, `#/show/REF`, `#/health`, `#/dashboard`.
import { useEffect, useState } from "preact/hooks";

const VIEWS = ["live", "send", "show", "health", "dashboard"] as const;

export interface Route {
  readonly view: (typeof VIEWS)[number];
  /** What stands behind the view's name. */
  readonly rest: string;
}

export function routeOf(hash: string): Route {
  const [, view = "", rest = ""] = /^#\/(\w+)\/?(.*)$/.exec(hash) ?? [];
  const known = VIEWS.find((name) => name === view);
  return { view: known ?? "live", rest: decoded(rest) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const linkTo = (view: Route["view"], rest = ""): string =>
  `#/${view}${rest === "" ? "" : `/${encodeURIComponent(rest)}`}`;

export function goTo(view: Route["view"], rest = ""): void {
  location.hash = linkTo(view, rest);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const changed = (): void => {
      // The skip link leads within the view.
      if (location.hash === "#main") return;
      setRoute(routeOf(location.hash));
    };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  return route;
}
