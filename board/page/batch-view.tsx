// One file: its orders, those that need somebody first, and its results to open or save.
import { useEffect, useState } from "preact/hooks";
import type { BatchOnBoard, OrderOnBoard } from "../wire.ts";
import { type Api, wordsOf } from "./api.ts";
import { OrderCells } from "./order-cells.tsx";
import { Section } from "./section.tsx";
import { plainWords, plural, stageWords, tone } from "./words.ts";

const FILES = [
  ["report.html", "Open the report"],
  ["results.csv", "results.csv"],
  ["failed.csv", "failed.csv"],
] as const;
const SHOWN = 100;

export function BatchView({ api, batch }: { readonly api: Api; readonly batch: BatchOnBoard }) {
  const { batchId, file } = batch;
  const [orders, setOrders] = useState<readonly OrderOnBoard[]>([]);
  const [shown, setShown] = useState(SHOWN);
  const [fault, setFault] = useState("");
  const failed = (error: unknown): void => {
    setFault(wordsOf(error));
  };
  // Whatever has changed of the batch may have changed its orders.
  const state = JSON.stringify([batch.orders, batch.stages]);
  useEffect(() => {
    api.orders(batchId).then(setOrders, failed);
  }, [api, batchId, state]);
  return (
    <Section id="orders" title={`Orders of ${file}`}>
      <p class="buttons">
        {batch.completedAt !== null &&
          FILES.map(([name, words]) => (
            <button
              type="button"
              key={name}
              onClick={() => {
                api.open(batchId, name).catch(failed);
              }}
            >
              {words}
            </button>
          ))}
        <span class="quiet">
          batch <code>{batchId}</code>
        </span>
      </p>
      {fault !== "" && <p role="alert">{fault}</p>}
      <OrderTable orders={orders.slice(0, shown)} />
      {orders.length > shown && (
        <button
          type="button"
          onClick={() => {
            setShown(shown + SHOWN);
          }}
        >
          Show more of {plural(orders.length, "order")}
        </button>
      )}
    </Section>
  );
}

function OrderTable({ orders }: { readonly orders: readonly OrderOnBoard[] }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Sites</th>
          <th scope="col">Status</th>
          <th scope="col">Stage</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {orders.map(({ orderId, orderRef, sites, status, stage, message, code }) => (
          <tr key={orderId}>
            <OrderCells orderId={orderId} orderRef={orderRef} sites={sites} />
            <td data-label="Status">
              <span class={`badge ${tone(status)}`}>{plainWords(status)}</span>
            </td>
            <td data-label="Stage">{stageWords(stage)}</td>
            <td data-label="Why">
              {message} {code !== "" && <code>{code}</code>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
