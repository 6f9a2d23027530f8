// Who waits for what, the longest wait first, as `waits` tells it; in the sandbox with the buttons that answer as AT&T; then what
// ends soon.
import { useEffect, useState } from "preact/hooks";
import type { OrderLease, OrderWait } from "../../pipeline/operators/list-waits.ts";
import type { BatchOnBoard, Live, BoardSource } from "../wire.ts";
import type { Api } from "./api.ts";
import { PartnerButtons } from "./partner-bar.tsx";
import { OrderCells } from "./order-cells.tsx";
import { linkTo } from "./route.ts";
import { Section } from "./section.tsx";
import { ageText, AWAITED_WORDS, count, leaseWords, shownInstant, stageWords } from "./words.ts";

export interface WaitsProps {
  readonly api: Api;
  readonly source: BoardSource;
  readonly live: Live;
  /** Undefined: all. */
  readonly batches: readonly BatchOnBoard[] | undefined;
}

const SHOWN = 50;

export function Waits({ api, source, live }: WaitsProps) {
  const now = useNow();
  const { waits, waitsTotal, leases } = live;
  return (
    <Section id="waits" title="What waits for whom">
      {waits.length === 0 ? (
        <p class="quiet">No order waits.</p>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Order</th>
              <th scope="col">Sites</th>
              <th scope="col">Waits for</th>
              <th scope="col">Who acts</th>
              <th scope="col">For</th>
              <th scope="col">Until</th>
              {source.canPlayPartner && <th scope="col">Answer as AT&amp;T</th>}
            </tr>
          </thead>
          <tbody>
            {waits.slice(0, SHOWN).map((wait) => (
              <WaitRow key={wait.orderId} api={api} wait={wait} now={now} canPlay={source.canPlayPartner} />
            ))}
          </tbody>
        </table>
      )}
      {waitsTotal > SHOWN && (
        <p class="quiet">
          The {String(SHOWN)} longest of {count(waitsTotal)} waits; <code>waits --json</code> has all.
        </p>
      )}
      {leases.length > 0 && <Leases leases={leases.slice(0, SHOWN)} now={now} />}
    </Section>
  );
}

interface WaitRowProps {
  readonly api: Api;
  readonly wait: OrderWait;
  readonly now: number;
  readonly canPlay: boolean;
}

function WaitRow({ api, wait, now, canPlay }: WaitRowProps) {
  const { orderId, orderRef, sites, stage, what, who, since, until } = wait;
  return (
    <tr>
      <OrderCells orderId={orderId} orderRef={orderRef} sites={sites} />
      <td data-label="Waits for">
        {AWAITED_WORDS[what]} <span class="quiet">({stageWords(stage)})</span>
      </td>
      <td data-label="Who acts">{who}</td>
      <td data-label="For">{ageText(since, now)}</td>
      <td data-label="Until">{until === null ? "" : shownInstant(until)}</td>
      {canPlay && (
        <td data-label="Answer as AT&amp;T">
          <PartnerButtons key={what} api={api} orderId={orderId} orderRef={orderRef} waitsFor={what} />
        </td>
      )}
    </tr>
  );
}

function Leases({ leases, now }: { readonly leases: readonly OrderLease[]; readonly now: number }) {
  return (
    <>
      <h3>Expires soon</h3>
      <ul class="quiet">
        {leases.map(({ orderId, orderRef, lease, expires }) => (
          <li key={`${orderId} ${lease}`}>
            <a href={linkTo("show", orderId)}>{orderRef}</a>: {leaseWords(lease)} {shownInstant(expires)}
            {Date.parse(expires) < now && " (over)"}
          </li>
        ))}
      </ul>
    </>
  );
}

const SECOND = 1000;

/** Ages grow while nothing else changes. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, SECOND);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
