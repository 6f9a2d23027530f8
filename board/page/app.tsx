// The frame of the page: what it is served for, whether it is live, the search, the tabs, and the view that the address names.
import { useEffect, useState } from "preact/hooks";
import type { AlarmOnBoard, Live, BoardSource, Welcome } from "../wire.ts";
import type { Api } from "./api.ts";
import { DashboardView } from "./dashboard-view.tsx";
import { Health, troubles } from "./health.tsx";
import { type Connection, followLive } from "./live-stream.ts";
import { LiveView } from "./live-view.tsx";
import { OrderView } from "./order-view.tsx";
import { goTo, useRoute } from "./route.ts";
import { SendView } from "./send-view.tsx";

export interface AppProps {
  readonly api: Api;
  readonly welcome: Welcome;
}

const SOURCES: Readonly<Record<BoardSource["kind"], string>> = {
  running: "Embedded cloud",
  deployed: "Deployed stack",
  finished: "Last run's state",
};

export function App({ api, welcome }: AppProps) {
  const { source } = welcome;
  const [live, setLive] = useState<Live>();
  const [connection, setConnection] = useState<Connection>("connecting");
  const route = useRoute();
  useEffect(() => {
    void followLive(api, { live: setLive, connection: setConnection });
  }, [api]);
  const view = route.view;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <div class="brand">
          <strong>apex-bulk</strong>
          <span class="chip">{SOURCES[source.kind]}</span>
          <Connected state={connection} />
        </div>
        <Search />
        <nav aria-label="Views">
          <Tab to="live" view={view} name="Live" />
          <Tab to="send" view={view} name="Send a file" />
          {hasAlarms(live) && <Tab to="dashboard" view={view} name="Dashboard" />}
          {hasAlarms(live) && <Tab to="health" view={view} name={`Alarms${alarmsText(live?.alarms ?? [])}`} />}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {connection === "ended" && (
          <p class="note" role="status">
            The command that served this board has ended. This is how things stood.
          </p>
        )}
        {/* A file that is being corrected stays while one looks elsewhere. */}
        <div hidden={view !== "send"}>
          <SendView api={api} source={source} />
        </div>
        {view === "live" && <LiveView api={api} welcome={welcome} live={live} />}
        {view === "show" && <OrderView api={api} source={source} reference={route.rest} live={live} />}
        {view === "dashboard" && <DashboardView api={api} />}
        {view === "health" && <Health alarms={live?.alarms ?? []} />}
      </main>
    </>
  );
}

const hasAlarms = (live: Live | undefined): boolean => (live?.alarms ?? null) !== null;

function alarmsText(alarms: readonly AlarmOnBoard[]): string {
  const wrong = troubles(alarms).length;
  return wrong === 0 ? "" : ` (${String(wrong)})`;
}

function Tab({ to, view, name }: { readonly to: string; readonly view: string; readonly name: string }) {
  return (
    <a href={`#/${to}`} aria-current={view === to ? "page" : undefined}>
      {name}
    </a>
  );
}

const STATES: Readonly<Record<Connection, string>> = {
  connecting: "connecting …",
  live: "live",
  lost: "connecting again …",
  ended: "ended",
  refused: "not allowed",
};

const Connected = ({ state }: { readonly state: Connection }) => (
  <span class={`dot ${state}`} role="status">
    {STATES[state]}
  </span>
);

function Search() {
  return (
    <form
      role="search"
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        const ref = new FormData(event.currentTarget).get("ref");
        if (typeof ref === "string" && ref.trim() !== "") goTo("show", ref.trim());
      }}
    >
      <input
        name="ref"
        type="search"
        aria-label="Find an order, a site, a file or any id"
        placeholder="Order, site, file or any id"
        autocomplete="off"
      />
      <button type="submit">Find</button>
    </form>
  );
}
