// How things stand: the totals, the files, the machine with its orders, the funnel, who waits for what, why orders stopped, calls and cost.
// One file can be chosen; everything but calls and cost is then about that file.
import { useState } from "preact/hooks";
import { correctionWords } from "../../domain/results/correction-words.ts";
import type { BatchOnBoard, Live, Welcome } from "../wire.ts";
import type { Api } from "./api.ts";
import { BatchView } from "./batch-view.tsx";
import { Causes } from "./causes.tsx";
import { Funnel } from "./funnel.tsx";
import { MachinePicture } from "./machine-picture.tsx";
import { PartnerBar } from "./partner-bar.tsx";
import { Pauses } from "./pauses.tsx";
import { RateView } from "./rate-view.tsx";
import { Section } from "./section.tsx";
import { linkTo } from "./route.ts";
import { mergedStates, totalsOf } from "./totals.ts";
import { Waits } from "./waits.tsx";
import { count, plainWords, plural, tone, usd } from "./words.ts";

export interface LiveViewProps {
  readonly api: Api;
  readonly welcome: Welcome;
  readonly live: Live | undefined;
}

export function LiveView({ api, welcome, live }: LiveViewProps) {
  const [chosen, choose] = useState<string>();
  if (live === undefined) return <p class="quiet">Reading the state …</p>;
  const { source, machine } = welcome;
  const one = live.batches.find(({ batchId }) => batchId === chosen);
  const batches = one === undefined ? live.batches : [one];
  if (live.batches.length === 0) {
    return (
      <>
        <Nothing canSend={source.cannotSend === undefined} />
        <Pauses {...{ api, source, live }} />
      </>
    );
  }
  return (
    <>
      <h1 class="unseen">Live</h1>
      <Totals batches={batches} live={live} />
      <Pauses {...{ api, source, live }} />
      {source.canPlayPartner && <PartnerBar api={api} silent={live.partnerIsSilent === true} />}
      <Files batches={live.batches} chosen={one?.batchId} choose={choose} more={live.more} />
      <Section id="machine" title="Where the orders are">
        <MachinePicture graph={machine} counts={mergedStates(batches)} ended={totalsOf(batches).ended} />
      </Section>
      <div class="columns">
        <Section id="funnel" title="Sites that have finished each stage">
          <Funnel batches={batches} />
        </Section>
        <RateView rate={live.rate} />
      </div>
      <Waits api={api} source={source} live={live} batches={one === undefined ? undefined : batches} />
      <Causes batches={batches} />
      {one !== undefined && <BatchView api={api} batch={one} />}
    </>
  );
}

function Nothing({ canSend }: { readonly canSend: boolean }) {
  return (
    <div class="empty">
      <h1>No file has been sent yet</h1>
      {canSend ? (
        <p>
          <a class="button primary" href={linkTo("send")}>
            Send a file
          </a>
        </p>
      ) : (
        <p class="quiet">Files show here as soon as they arrive.</p>
      )}
    </div>
  );
}

function Totals({ batches, live }: { readonly batches: readonly BatchOnBoard[]; readonly live: Live }) {
  const { orders, sites, handedOff, moving, waiting, held, stopped } = totalsOf(batches);
  return (
    <ul class="tiles" aria-label="Totals">
      <Tile name={orders === 1 ? "order" : "orders"} value={count(orders)} note={plural(sites, "site")} />
      <Tile name="sites handed off" value={count(handedOff)} kind="handedOff" />
      <Tile name="orders moving" value={count(moving)} />
      <Tile name="orders waiting" value={count(waiting)} kind="waiting" />
      <Tile name="orders held" value={count(held)} kind="held" note={held > 0 ? "need a person" : ""} />
      <Tile name="orders stopped" value={count(stopped)} kind="failed" />
      {live.cost !== null && <Tile name="cost so far" value={usd(live.cost.usd)} note="list prices of AWS" />}
    </ul>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly kind?: string;
  readonly note?: string;
}

const Tile = ({ name, value, kind = "", note = "" }: TileProps) => (
  <li class={kind}>
    <b>{value}</b> {name}
    {note !== "" && <small>{note}</small>}
  </li>
);

interface FilesProps {
  readonly batches: readonly BatchOnBoard[];
  readonly chosen: string | undefined;
  readonly choose: (batchId: string | undefined) => void;
  readonly more: boolean;
}

function Files({ batches, chosen, choose, more }: FilesProps) {
  return (
    <Section id="files" title="Files">
      <ul class="files">
        {batches.map(({ batchId, file, correctionOf, status, rows, orders, stages, sites, distributor }) => (
          <li key={batchId} class={chosen === batchId ? "chosen" : ""}>
            <button
              type="button"
              class="plain"
              aria-pressed={chosen === batchId}
              onClick={() => {
                choose(chosen === batchId ? undefined : batchId);
              }}
            >
              <span class="name">{file}</span>
              <span class={`badge ${tone(status)}`}>{plainWords(status)}</span>
              <span class="quiet">
                {correctionOf !== undefined && `${correctionWords(correctionOf)} · `}
                {distributor} · {rows === null ? "reading" : plural(rows, "row")} ·{" "}
                {plural(orders["total"] ?? 0, "order")}
              </span>
              <span class="quiet figure">
                {sites > 0 && `${count(stages["handoff"]?.done ?? 0)} of ${plural(sites, "site")} handed off`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet">
        {chosen === undefined
          ? "Choose a file to see only its orders."
          : "Only this file is shown below; choose it again to see all."}
        {more && " There are more files: status and show know all of them."}
      </p>
    </Section>
  );
}
